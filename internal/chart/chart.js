(function () {
  var script = document.currentScript;
  var root = (script && script.closest && script.closest(".kilolayer")) || document.getElementById("ID");
  var spec = SPEC;
  var waited = 0, note = null, placed = false;
  function go() {
    if (placed && !root.isConnected) { // replaced before the library came
      clearInterval(timer);
      window.removeEventListener("kilolayer", go);
      return true;
    }
    placed = placed || !!root && root.isConnected;
    if (!window.__kilolayer_draw || !window.__kilolayer_echarts) return false;
    clearInterval(timer);
    window.removeEventListener("kilolayer", go);
    if (note) note.remove();
    window.__kilolayer_draw(root, spec);
    return true;
  }
  var timer = 0;
  if (go()) return;
  window.addEventListener("kilolayer", go);
  timer = setInterval(function () {
    if (go() || (waited += 50) < 10000) return;
    clearInterval(timer);
    note = document.createElement("div");
    note.textContent = "The chart library is not on this page, so this is a still picture: run the cell with viz.Setup() again.";
    note.style.cssText = "font:12.5px sans-serif;opacity:.75";
    root.appendChild(note);
  }, 50);
})();
