// Draws one figure into its element. It is sent to the page together with the ECharts library.
window.__kilolayer_draw = (function () {
  "use strict";
  var shown = new Set(); // what to draw again when the page's colours change

  // Whether the element stands on a dark page: the front end says so, or its background does.
  function isDark(element) {
    var body = document.body;
    if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false";
    if (body.dataset.vscodeThemeKind) return !/light/.test(body.dataset.vscodeThemeKind);
    for (var e = element; e; e = e.parentElement) {
      var c = getComputedStyle(e).backgroundColor.match(/[\d.]+/g);
      if (c && (c.length < 4 || +c[3] > 0.5)) return 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2] < 128;
    }
    return /dark/.test(getComputedStyle(document.documentElement).colorScheme) &&
      matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function theme(dark) {
    var ink = dark ? "#E6EDF3" : "#1F2328", faded = dark ? "#A6B0BB" : "#59636E", rule = dark ? "#3A424C" : "#E1E4E8";
    var axis = {
      axisLine: { show: true, lineStyle: { color: rule } },
      axisTick: { show: true, lineStyle: { color: rule } },
      axisLabel: { color: faded, fontSize: 12 },
      nameTextStyle: { color: ink, fontSize: 12.5 },
      splitLine: { lineStyle: { color: rule } },
      minorTick: { show: false }
    };
    return {
      dark: dark, ink: ink, faded: faded,
      echarts: {
        backgroundColor: "transparent",
        textStyle: { fontFamily: "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif", color: ink },
        legend: { textStyle: { color: ink, fontSize: 12.5 }, pageTextStyle: { color: faded }, pageIconColor: ink, pageIconInactiveColor: rule },
        tooltip: {
          backgroundColor: dark ? "#22272E" : "#FFFFFF", borderColor: rule, textStyle: { color: ink, fontSize: 12.5 },
          axisPointer: { lineStyle: { color: faded }, crossStyle: { color: faded } }
        },
        valueAxis: axis, logAxis: axis, categoryAxis: axis
      }
    };
  }

  function significant(v, n) { return String(+v.toPrecision(n)); }
  var formats = {
    bytes: function (v) {
      var units = ["B", "KB", "MB", "GB", "TB", "PB"], i = 0;
      while (Math.abs(v) >= 999.5 && i < units.length - 1) { v /= 1000; i++; }
      return significant(v, 3) + " " + units[i];
    },
    count: function (v) { return Math.round(v).toLocaleString("en-US"); },
    number: function (v) { return significant(v, 4); }
  };
  formats.exact = function (format, v) {
    if (format === "bytes") return formats.bytes(v) + " (" + formats.count(v) + " bytes)";
    return formats[format](v);
  };

  // How many rows the legend takes at a width. Above three its pages are turned instead.
  var rowHeight = 22, mostRows = 3, pen = document.createElement("canvas").getContext("2d");
  function legendRows(spec, width) {
    var legend = spec.option && spec.option.legend, rows = 1, x = 0;
    if (!legend || !legend.show) return 1;
    pen.font = "12.5px system-ui, 'Liberation Sans', sans-serif";
    legend.data.forEach(function (entry) {
      var wide = pen.measureText(entry.name).width + legend.itemWidth + 20; // the gaps beside the name and after it
      if (x > 0 && x + wide > width) { rows++; x = 0; }
      x += wide;
    });
    return rows > mostRows ? 1 : rows;
  }

  // What JSON could not carry: functions, tick positions, colours.
  function complete(spec, look, echarts, rows) {
    var text = JSON.stringify(spec.option);
    if (look.dark) text = text.replaceAll("#0072B2", "#3A96D6"); // blue is too dim on black
    var option = JSON.parse(text), encode = echarts.format.encodeHTML;
    var raw = new Set(spec.raw || []);
    if (rows > 1) {
      option.legend.type = "plain";
      option.grid.forEach(function (grid) { grid.top = +grid.top + (rows - 1) * rowHeight; });
    }
    option.xAxis.forEach(function (axis, i) {
      axis.axisLabel = axis.axisLabel || {};
      if (axis.type !== "category") axis.axisLabel.formatter = formats[spec.x[i].format];
      if (spec.x[i].ticks) {
        axis.axisLabel.customValues = spec.x[i].ticks;
        axis.axisTick = { customValues: spec.x[i].ticks };
      }
    });
    option.yAxis.forEach(function (axis, i) {
      axis.axisLabel = axis.axisLabel || {};
      axis.axisLabel.formatter = formats[spec.y[i].format];
      axis.nameTextStyle = { align: "left", padding: [0, 0, 0, -parseFloat(option.grid[i].left)] };
    });
    option.series.forEach(function (s, i) {
      s.z = raw.has(i) ? 1 : s.type === "scatter" ? 5 : 2;
      if (raw.has(i)) s.silent = true;
      if (s.areaStyle) { // an area reaches down to the axis, so each stands before the one above it
        s.z = 4 - i / 100;
        s.emphasis = { disabled: true };
        option.legend.selectedMode = false; // areas are stacked already
      }
      if (s.markLine) { s.markLine.silent = true; s.markLine.label.color = s.markLine.lineStyle.color = look.ink; }
    });
    option.tooltip.confine = true;
    option.tooltip.formatter = function (points) {
      var rows = [], head = "";
      points.forEach(function (p) {
        var y = p.value.length > 2 ? p.value[2] : p.value[1];
        if (y === null || y === undefined || option.series[p.seriesIndex].type === "scatter") return;
        var axis = option.series[p.seriesIndex].xAxisIndex || 0, x = option.xAxis[axis];
        if (!head) {
          head = x.type === "category" ? p.axisValueLabel
            : (option.xAxis[option.xAxis.length - 1].name || "").replace(/ \(.*/, "") + " " + formats[spec.x[axis].format](p.value[0]);
        }
        var name = p.seriesName + (raw.has(p.seriesIndex) ? ", raw" : "");
        var note = p.name && x.type !== "category" ? p.name : p.data && p.data.name;
        rows.push("<tr><td>" + p.marker + encode(name) + (note ? "<br><span style='opacity:.75;padding-left:18px'>" + encode(note) + "</span>" : "") +
          "</td><td style='text-align:right;padding-left:16px;vertical-align:top'>" + encode(formats.exact(spec.y[axis].format, y)) + "</td></tr>");
      });
      if (rows.length > 14) rows = rows.slice(0, 14).concat("<tr><td>and " + (rows.length - 14) + " more</td></tr>");
      return rows.length ? "<b>" + encode(head) + "</b><table style='border:0;margin:0'>" + rows.join("") + "</table>" : "";
    };
    return option;
  }

  function element(tag, text, style) {
    var e = document.createElement(tag);
    e.textContent = text;
    e.style.cssText = style;
    return e;
  }

  function draw(root, spec) {
    if (!root || root.__kilolayer) return;
    root.__kilolayer = true;
    var echarts = window.__kilolayer_echarts;
    var image = root.querySelector("img");
    var title = element("div", spec.title, "font:600 16px/1.3 system-ui,'Liberation Sans',sans-serif;margin:0 0 2px");
    var subtitle = element("div", spec.subtitle || "", "font:12.5px/1.4 system-ui,'Liberation Sans',sans-serif;margin:0 0 8px");
    var host = element("div", "", "width:100%;height:" + spec.height + "px");
    if (spec.message) {
      host = element("div", spec.message, "font:14px/1.5 system-ui,'Liberation Sans',sans-serif;padding:12px 14px;border:1px solid rgba(128,128,128,.4);border-radius:6px");
    }
    root.insertBefore(host, root.firstChild);
    if (spec.subtitle) root.insertBefore(subtitle, host);
    if (spec.title) root.insertBefore(title, subtitle.parentNode ? subtitle : host);
    if (image) image.style.display = "none";

    var chart = null, drawnDark = null, drawnRows = 1;
    function paint() {
      if (!host.isConnected) { // the output was removed, or a long notebook put it aside
        if (chart) chart.dispose();
        chart = null;
        shown.delete(paint);
        return;
      }
      shown.add(paint);
      if (!host.clientWidth) return;
      var dark = isDark(root), look = theme(dark);
      title.style.color = host.style.color = look.ink;
      subtitle.style.color = look.faded;
      if (spec.message) return;
      var rows = legendRows(spec, host.clientWidth);
      if (chart && (dark !== drawnDark || rows !== drawnRows)) { chart.dispose(); chart = null; }
      host.style.height = spec.height + (rows - 1) * rowHeight + "px";
      if (chart) { chart.resize(); return; }
      drawnDark = dark;
      drawnRows = rows;
      chart = echarts.init(host, look.echarts);
      chart.setOption(complete(spec, look, echarts, rows));
      chart.getZr().flush();
    }
    new ResizeObserver(paint).observe(host);
  }

  function again() { Array.from(shown).forEach(function (paint) { paint(); }); }
  new MutationObserver(again).observe(document.body, { attributes: true, attributeFilter: ["class", "data-jp-theme-light", "data-vscode-theme-kind"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  return draw;
})();
