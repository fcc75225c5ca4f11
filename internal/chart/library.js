(function () {
  if (!window.__kilolayer_draw) {
    DRAW
  }
  function ready() { window.dispatchEvent(new Event("kilolayer")); }
  if (window.__kilolayer_echarts) { ready(); return; }
  if (!window.DecompressionStream) return; // pictures stay
  var packed = Uint8Array.from(atob("LIBRARY"), function (c) { return c.charCodeAt(0); });
  new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text().then(function (code) {
    // Our own exports and module, and no define: loaders on the page neither see the library nor are seen by it.
    window.__kilolayer_library = {};
    var script = document.createElement("script");
    script.textContent = "(function(exports,module,define){" + code + "\n}).call(window,window.__kilolayer_library,{});";
    document.head.appendChild(script);
    script.remove();
    window.__kilolayer_echarts = window.__kilolayer_library;
    ready();
  });
})();
