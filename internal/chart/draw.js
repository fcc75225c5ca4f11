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
      axisLine: { show: true, onZero: false, lineStyle: { color: rule } },
      axisTick: { show: true, lineStyle: { color: rule } },
      axisLabel: { color: faded, fontSize: 12 },
      nameTextStyle: { color: ink, fontSize: 12.5 },
      splitLine: { lineStyle: { color: rule } },
      minorTick: { show: false }
    };
    return {
      dark: dark, ink: ink, faded: faded, rule: rule, page: dark ? "#111418" : "#FFFFFF",
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
  function exponent(v, n) { return v.toExponential(n).replace(/\.?0*e\+?/, "e"); }
  var formats = {
    bytes: function (v) {
      var units = ["B", "KB", "MB", "GB", "TB", "PB"], i = 0;
      while (Math.abs(v) >= 999.5 && i < units.length - 1) { v /= 1000; i++; }
      return significant(v, 3) + " " + units[i];
    },
    count: function (v) { return Math.round(v).toLocaleString("en-US"); },
    number: function (v) {
      var a = Math.abs(v);
      return a && (a < 1e-4 || a >= 1e7) ? exponent(v, 3) : significant(v, 4);
    },
    power: function (v) {
      var p = Math.pow(10, v);
      return p < 1e-4 || p >= 1e7 ? exponent(p, 2) : significant(p, 3);
    },
    share: function (v) { return significant(Math.round(1000 * v) / 10, 4) + " %"; },
    time: function (v) {
      if (!(v >= 60)) return significant(v, 3) + " s";
      var s = Math.round(v), parts = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
      while (parts.length > 1 && s < parts[0][0]) parts.shift();
      var rest = parts.length > 1 ? Math.floor(s % parts[0][0] / parts[1][0]) : 0;
      return Math.floor(s / parts[0][0]) + " " + parts[0][1] + (rest ? " " + rest + " " + parts[1][1] : "");
    }
  };
  formats.exact = function (format, v) {
    if (format === "bytes") return formats.bytes(v) + " (" + formats.count(v) + " bytes)";
    return formats[format](v);
  };

  // How many rows the legend takes at a width. Above five its pages are turned instead.
  var rowHeight = 22, mostRows = 5, pen = document.createElement("canvas").getContext("2d");
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

  // A small panel stands in a part of the width, with room for its labels at the left and a gap at the right.
  function isSmall(grid) { return /%$/.test(grid.left); }
  function inside(grid, width) {
    var left = width * parseFloat(grid.left) / 100, right = width - width * parseFloat(grid.right) / 100;
    return { left: left + 40, width: right - left - 40 - 12 };
  }

  // Every how many ticks of an axis have room for their labels at a width.
  function tickStep(spec, i, width) {
    var ticks = spec.x[i].ticks, axis = spec.option.xAxis[i], grid = spec.option.grid[i], widest = 0;
    if (!ticks || axis.type !== "value" && (spec.byItem || []).indexOf(i) < 0) return 1;
    pen.font = "12px system-ui, 'Liberation Sans', sans-serif";
    var room = isSmall(grid) ? inside(grid, width).width : width - grid.left - grid.right;
    ticks.forEach(function (v) { widest = Math.max(widest, pen.measureText(formats[spec.x[i].format](v)).width + 12); });
    return Math.max(1, Math.ceil(widest * (ticks.length - 1) / Math.max(1, room)));
  }
  function tickSteps(spec, width) { return (spec.x || []).map(function (_, i) { return tickStep(spec, i, width); }).join(); }

  // Black or white, whichever is read on a colour.
  function inkOn(colour) {
    var c = colour.match(/^#/) ? [1, 3, 5].map(function (i) { return parseInt(colour.slice(i, i + 2), 16); }) : colour.match(/[\d.]+/g);
    return 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2] > 128 ? "#101418" : "#FFFFFF";
  }

  // How the series are drawn that the library has no type for, by their shape. Each is called with the series, its panel's
  // frame and the look, and gives the library's renderItem.
  var painters = {
    // A band is one polygon for each piece between gaps; the first item draws them all.
    band: function (s) {
      return function (params, api) {
        if (params.dataIndexInside > 0) return;
        var pieces = [], upper = [], lower = [];
        function flush() {
          if (upper.length) pieces.push({ type: "polygon", shape: { points: upper.concat(lower.reverse()) }, style: { fill: s.color, opacity: 0.25 }, silent: true });
          upper = []; lower = [];
        }
        s.data.forEach(function (v) {
          if (v[1] === null || v[2] === null) { flush(); return; }
          upper.push(api.coord([v[0], v[2]]));
          lower.push(api.coord([v[0], v[1]]));
        });
        flush();
        return { type: "group", children: pieces, silent: true };
      };
    },
    whiskers: function (s, option, look) {
      var bars = option.series.filter(function (o) { return o.type === "bar" && !o.stack && o.xAxisIndex === s.xAxisIndex; });
      var slot = bars.findIndex(function (o) { return o.name === s.name; });
      return function (params, api) {
        var v = s.data[params.dataIndex];
        if (v[1] === null || v[2] === null) return;
        var low = api.coord([v[0], v[1]]), high = api.coord([v[0], v[2]]), aside = 0, end = 4;
        if (slot >= 0) aside = api.barLayout({ count: bars.length, barMaxWidth: 40, barGap: "12%" })[slot].offsetCenter;
        function stroke(x1, y1, x2, y2) {
          return { type: "line", shape: { x1: x1 + aside, y1: y1, x2: x2 + aside, y2: y2 }, style: { stroke: slot >= 0 ? look.ink : s.color, lineWidth: 1.3 } };
        }
        return { type: "group", silent: true, children: [stroke(low[0], low[1], high[0], high[1]),
          stroke(low[0] - end, low[1], low[0] + end, low[1]), stroke(high[0] - end, high[1], high[0] + end, high[1])] };
      };
    },
    cells: function (s) {
      // How wide and high the texts are, whole and cut to their first lines.
      var whole = [0, 0], first = [0, 16];
      pen.font = "12px system-ui, 'Liberation Sans', sans-serif";
      s.data.forEach(function (d) {
        var lines = (d.name || "").split("\n").map(function (l) { return pen.measureText(l).width; });
        first[0] = Math.max(first[0], lines[0]);
        whole = [Math.max.apply(null, lines.concat(whole[0])), Math.max(whole[1], 15 * lines.length + 1)];
      });
      return function (params, api) {
        var at = api.coord([api.value(0), api.value(1)]), size = api.size([1, 1]), fill = api.visual("color"), gap = Math.min(1, Math.min(size[0], size[1]) / 30);
        var cell = { type: "rect", shape: { x: at[0] - size[0] / 2 + gap / 2, y: at[1] - size[1] / 2 + gap / 2, width: size[0] - gap, height: size[1] - gap }, style: { fill: fill } };
        function fits(text) { return text[0] <= size[0] - 4 && text[1] <= size[1]; }
        if (!fits(first)) return cell;
        var name = s.data[params.dataIndex].name || "";
        cell.textContent = { type: "text", style: { text: fits(whole) ? name : name.split("\n")[0], fill: inkOn(fill), fontSize: 12, lineHeight: 15, align: "center" } };
        cell.textConfig = { position: "inside" };
        return cell;
      };
    },
    nodes: function (s, option, look, frame) {
      return function (params, api) {
        var n = s.data[params.dataIndex], at = api.coord(n.value), unit = frame.unit(api), w = n.value[2] * unit / 2, h = (n.value[3] || 0) * unit / 2;
        var colour = n.color || look.faded, font = Math.max(9, Math.min(12, frame.grow ? 12 : 12 * frame.fit(api)));
        var text = { text: n.text || "", fill: look.ink, fontSize: font, lineHeight: font * 1.25, align: "center", verticalAlign: "middle", x: at[0], y: at[1] };
        var children = [], r = n.value[2] / 2;
        if (n.shape === "box") {
          children.push({ type: "rect", shape: { x: at[0] - w, y: at[1] - h, width: 2 * w, height: 2 * h, r: 4 }, style: { fill: look.page, stroke: "none" } });
          children.push({ type: "rect", shape: { x: at[0] - w, y: at[1] - h, width: 2 * w, height: 2 * h, r: 4 },
            style: { fill: echartsColour(colour, look.dark ? 0.3 : 0.16), stroke: colour, lineWidth: 1.5 } });
        } else if (n.shape === "frame") {
          children.push({ type: "rect", silent: true, shape: { x: at[0] - w, y: at[1] - h, width: 2 * w, height: 2 * h, r: 6 },
            style: { fill: "none", stroke: colour, lineWidth: 1.2, lineDash: [5, 4] } });
          text.align = "left"; text.verticalAlign = "bottom"; text.x = at[0] - w; text.y = at[1] - h - 2;
        } else if (!n.shape) {
          if (n.ring) children.push({ type: "circle", shape: { cx: at[0], cy: at[1], r: r + 2.25 }, style: { fill: look.page, stroke: look.ink, lineWidth: 1.5 } });
          children.push({ type: "circle", shape: { cx: at[0], cy: at[1], r: r }, style: { fill: colour } });
          if (r >= 8) text.fill = inkOn(colour);
          else { text.align = "left"; text.x = at[0] + r + 3; }
        }
        if (n.text) children.push({ type: "text", silent: !!n.shape && n.shape !== "box", style: text });
        return { type: "group", children: children };
      };
    },
    // All links are drawn by the first item: each alone would be thousands of items.
    links: function (s, option, look, frame) {
      var nodes = option.series.find(function (o) { return o.shape === "nodes" && o.xAxisIndex === s.xAxisIndex; }).data;
      function edge(n, middle, towards, unit) {
        var dx = towards[0] - middle[0], dy = towards[1] - middle[1], long = Math.hypot(dx, dy), out;
        if (!long) return middle;
        if (!n.shape) out = n.value[2] / 2 / long;
        else out = Math.min(dx ? n.value[2] * unit / 2 / Math.abs(dx) : Infinity, dy ? (n.value[3] || 0) * unit / 2 / Math.abs(dy) : Infinity);
        out = Math.min(out, 1);
        return [middle[0] + out * dx, middle[1] + out * dy];
      }
      return function (params, api) {
        if (params.dataIndexInside > 0) return;
        var children = [], unit = frame.unit(api), font = Math.max(9, Math.min(11, frame.grow ? 11 : 11 * frame.fit(api)));
        s.data.forEach(function (l) {
          var from = nodes[l.value[0]], to = nodes[l.value[1]];
          if (!from || !to) return;
          var path = [api.coord(from.value)].concat((l.via || []).map(function (v) { return api.coord(v); }), [api.coord(to.value)]), last = path.length - 1;
          var start = edge(from, path[0], path[1], unit), tip = edge(to, path[last], path[last - 1], unit);
          path[0] = start; path[last] = tip;
          var colour = l.color || (l.faint ? look.rule : look.faded), before = path[last - 1], long = Math.hypot(tip[0] - before[0], tip[1] - before[1]);
          if (l.faint && !l.color) colour = look.dark ? "#55606C" : "#C4CAD1";
          if (l.arrow && long) {
            var ux = (tip[0] - before[0]) / long, uy = (tip[1] - before[1]) / long, foot = [tip[0] - 8 * ux, tip[1] - 8 * uy];
            children.push({ type: "polygon", shape: { points: [tip, [foot[0] - 3.5 * uy, foot[1] + 3.5 * ux], [foot[0] + 3.5 * uy, foot[1] - 3.5 * ux]] }, style: { fill: colour } });
            path[last] = foot;
          }
          children.push({ type: "polyline", shape: { points: path }, style: { stroke: colour, fill: "none", lineWidth: l.faint ? 0.8 : 1.4, lineDash: l.dashed ? [5, 4] : null } });
          if (l.text) {
            var k = Math.floor((path.length - 1) / 2);
            children.push({ type: "text", style: { text: l.text, fill: look.faded, fontSize: font, verticalAlign: "middle",
              x: (path[k][0] + path[k + 1][0]) / 2 + 5, y: (path[k][1] + path[k + 1][1]) / 2 } });
          }
        });
        return { type: "group", children: children, silent: true };
      };
    }
  };

  function echartsColour(hex, opacity) {
    return "rgba(" + [1, 3, 5].map(function (i) { return parseInt(hex.slice(i, i + 2), 16); }).join(",") + "," + opacity + ")";
  }

  // The frame of a drawing: the part of the plane that its panel shows, so that one unit is as wide as it is high.
  function frameOf(extra, width, height) {
    var e = extra.extent, edge = 14, wide = Math.max(e[2] - e[0], 1e-9), high = Math.max(e[3] - e[1], 1e-9);
    var fit = Math.min((width - 2 * edge) / wide, (height - 2 * edge) / high);
    if (!extra.grow) fit = Math.min(fit, 1);
    var x = (e[0] + e[2]) / 2, y = (e[1] + e[3]) / 2, w = width / fit / 2, h = height / fit / 2;
    return { x: [x - w, x + w], y: [y - h, y + h], grow: extra.grow,
      unit: function (api) { return api.size([1, 1])[0]; },
      fit: function (api) { return Math.min(1, api.size([1, 1])[0]); } };
  }

  // The figure with training time in place of the optimizer step.
  var chosen = {}; // by display: the reader's choice, for the states of a live display that follow
  function byTime(spec) {
    var clock = spec.clock, steps = clock.steps, seconds = clock.seconds, last = steps.length - 1;
    function at(step) {
      var low = 0, high = last;
      while (high - low > 1) {
        var middle = (low + high) >> 1;
        if (steps[middle] <= step) low = middle; else high = middle;
      }
      var wide = steps[high] - steps[low];
      return wide ? seconds[low] + (seconds[high] - seconds[low]) * (step - steps[low]) / wide : seconds[low];
    }
    var option = JSON.parse(JSON.stringify(spec.option));
    option.series.forEach(function (s) {
      s.data.forEach(function (d) { var v = d.value || d; v[0] = at(v[0]); });
    });
    option.xAxis.forEach(function (axis) {
      axis.min = at(axis.min);
      axis.max = seconds[last];
      if (axis.name) axis.name = clock.name;
    });
    return Object.assign({}, spec, { option: option, x: spec.x.map(function () { return { format: "time", ticks: clock.ticks }; }) });
  }

  // What JSON could not carry: functions, tick positions, colours.
  function complete(spec, look, echarts, rows, width, toPixel) {
    var text = JSON.stringify(spec.option);
    if (look.dark) text = text.replaceAll("#0072B2", "#3A96D6"); // blue is too dim on black
    var option = JSON.parse(text), encode = echarts.format.encodeHTML;
    var raw = new Set(spec.raw || []), named = option.legend.data.map(function (entry) { return entry.name; });
    option.grid.forEach(function (grid, i) {
      if (!isSmall(grid)) return;
      var at = inside(grid, width);
      grid.left = at.left;
      grid.width = at.width;
      delete grid.right;
      option.yAxis[i].nameTruncate = { maxWidth: at.width + 36 };
      option.yAxis[i].nameShift = 38;
    });
    if (rows > 1) {
      option.legend.type = "plain";
      option.grid.forEach(function (grid) { grid.top = +grid.top + (rows - 1) * rowHeight; });
    }
    var byItem = new Set(spec.byItem || []), frames = {}, layouts = {};
    option.labelWidth = width;
    option.grid.forEach(function (grid, i) { if (byItem.has(i)) grid.tooltip = { trigger: "item" }; });
    Object.keys(spec.drawings || {}).forEach(function (i) {
      var frame = frames[i] = frameOf(spec.drawings[i], width, +option.grid[i].height);
      Object.assign(option.xAxis[i], { show: false, min: frame.x[0], max: frame.x[1] });
      Object.assign(option.yAxis[i], { show: false, min: frame.y[0], max: frame.y[1], inverse: true });
      if (spec.drawings[i].roam) {
        var roam = { type: "inside", filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, preventDefaultMouseMove: false, minSpan: 2 };
        option.dataZoom = (option.dataZoom || []).concat(Object.assign({ xAxisIndex: +i }, roam), Object.assign({ yAxisIndex: +i }, roam));
      }
    });
    if (spec.drawings) option.legend.selectedMode = false; // its names have no curves to hide
    if (option.visualMap) {
      option.visualMap.forEach(function (map) {
        map.formatter = formats[spec.heat];
        map.textStyle = { color: look.faded, fontSize: 12 };
        if (rows > 1) map.top += (rows - 1) * rowHeight;
      });
    }
    option.xAxis.forEach(function (axis, i) {
      axis.axisLabel = axis.axisLabel || {};
      if (axis.type === "category") {
        if (spec.x[i].names) axis.axisLabel.formatter = function (_, k) { return spec.x[i].names[k]; };
        if (byItem.has(i)) axis.axisLabel.interval = "auto";
      }
      if (axis.type !== "category") axis.axisLabel.formatter = formats[spec.x[i].format];
      if (spec.x[i].ticks) {
        var every = tickStep(spec, i, width), ticks = spec.x[i].ticks.filter(function (_, k) { return k % every === 0; });
        axis.axisLabel.customValues = ticks;
        axis.axisTick = { customValues: ticks };
      }
    });
    option.yAxis.forEach(function (axis, i) {
      axis.axisLabel = axis.axisLabel || {};
      if (axis.type === "category") {
        Object.assign(axis, { inverse: true, axisTick: { show: false } });
        Object.assign(axis.axisLabel, { width: +option.grid[i].left - 14, overflow: "truncate" });
      } else axis.axisLabel.formatter = formats[spec.y[i].format];
      if (spec.y[i].ticks) {
        axis.axisLabel.customValues = spec.y[i].ticks;
        axis.axisTick = { customValues: spec.y[i].ticks };
      }
      axis.nameTextStyle = { align: "left", padding: [0, 0, 0, -(axis.nameShift || parseFloat(option.grid[i].left))] };
    });
    (option.graphic || []).forEach(function (g) {
      g.style.fill = look.ink;
      g.y += (rows > 1 ? rows - 1 : 0) * rowHeight;
    });
    option.series.forEach(function (s, i) {
      if (s.lineStyle && /,/.test(s.lineStyle.type)) s.lineStyle.type = s.lineStyle.type.split(",").map(Number);
      if (s.type === "scatter") outlined(s, option, look);
      if (s.type === "scatter" && s.data.length && s.data[0].label) {
        var panel = s.xAxisIndex || 0;
        layouts[panel] = layouts[panel] || labelLayout(panel, option, toPixel);
        s.label = { color: look.ink, fontSize: 11 };
        s.labelLayout = layouts[panel];
      }
      s.z = raw.has(i) || s.shape === "band" ? 1 : s.type === "scatter" ? s.label ? 7 : 5 : 2;
      if (s.type === "custom") {
        s.renderItem = painters[s.shape](s, option, look, frames[s.xAxisIndex || 0]);
        s.encode = s.shape === "cells" ? { x: 0, y: 1, tooltip: 2 } : s.shape === "band" || s.shape === "whiskers" ? { x: 0, y: [1, 2] } : { x: 0, y: 1 };
        s.silent = s.shape === "band" || s.shape === "whiskers" || s.shape === "links";
        s.clip = true;
        s.z = { band: 1, links: 2, nodes: 3, cells: 2, whiskers: 6 }[s.shape];
      }
      if (raw.has(i)) s.silent = true;
      if (s.areaStyle) { // an area reaches down to the axis, so each stands before the one above it
        s.z = 4 - i / 100;
        s.emphasis = { disabled: true };
        option.legend.selectedMode = false; // areas are stacked already
      }
      if (s.markLine) { s.markLine.silent = true; s.markLine.precision = 20; s.markLine.label.color = s.markLine.lineStyle.color = look.ink; }
    });
    option.tooltip.confine = true;
    // One thing: a dot, a cell, a node.
    function oneItem(p) {
      var s = option.series[p.seriesIndex], axis = s.xAxisIndex || 0, x = option.xAxis[axis], y = option.yAxis[axis], d = p.data || {};
      if (s.shape === "nodes") return d.name ? encode(d.name).replace(/\n/g, "<br>") : "";
      var rows = [];
      function add(name, value) {
        rows.push("<tr><td>" + encode(name.replace(/ \(.*/, "")) + "</td><td style='text-align:right;padding-left:16px'>" + encode(value) + "</td></tr>");
      }
      if (s.shape === "cells") {
        add(y.name || "row", y.data[p.value[1]]);
        add(x.name || "column", x.data[p.value[0]]);
        var value = formats.exact(spec.heat, p.value[2]);
        var name = (d.name || "").split("\n")[0];
        add(spec.unit || "value", name && name !== value ? name + " (" + value + ")" : value);
        return "<table style='border:0;margin:0'>" + rows.join("") + "</table>";
      }
      add(x.name || "x", x.type === "category" ? x.data[p.value[0]] : formats.exact(spec.x[axis].format, p.value[0]));
      add(y.name || "y", formats.exact(spec.y[axis].format, p.value[1]));
      return "<b>" + (p.marker || "") + encode(d.name || p.seriesName) + "</b>" + (d.name && p.seriesName && p.seriesName !== d.name ? "<br>" + encode(p.seriesName) : "") +
        "<table style='border:0;margin:0'>" + rows.join("") + "</table>";
    }
    option.tooltip.formatter = function (points) {
      if (!Array.isArray(points)) return oneItem(points);
      var rows = [], head = "", ranges = {};
      points.forEach(function (p) {
        var s = option.series[p.seriesIndex];
        if (s.type === "custom" && p.value[1] !== null) ranges[p.seriesName] = [p.value[1], p.value[2]];
      });
      points.forEach(function (p) {
        var y = p.value.length > 2 ? p.value[2] : p.value[1];
        if (raw.has(p.seriesIndex) && named.indexOf(p.seriesName) < 0) return; // one of many behind the named ones
        if (y === null || y === undefined || /scatter|custom/.test(option.series[p.seriesIndex].type)) return;
        var axis = option.series[p.seriesIndex].xAxisIndex || 0, x = option.xAxis[axis];
        if (!head) {
          head = x.type === "category" ? x.data[p.value[0]]
            : nameOfX(option, axis).replace(/ \(.*/, "") + " " + formats[spec.x[axis].format](p.value[0]);
        }
        var name = p.seriesName + (raw.has(p.seriesIndex) ? ", raw" : "");
        var note = p.name && x.type !== "category" ? p.name : p.data && p.data.name;
        if (!note && ranges[p.seriesName]) note = ranges[p.seriesName].map(function (v) { return formats[spec.y[axis].format](v); }).join(" to ");
        rows.push("<tr><td>" + p.marker + encode(name) + (note ? "<br><span style='opacity:.75;padding-left:18px'>" + encode(note) + "</span>" : "") +
          "</td><td style='text-align:right;padding-left:16px;vertical-align:top'>" + encode(formats.exact(spec.y[axis].format, y)) + "</td></tr>");
      });
      if (rows.length > 14) rows = rows.slice(0, 14).concat("<tr><td>and " + (rows.length - 14) + " more</td></tr>");
      return rows.length ? "<b>" + encode(head) + "</b><table style='border:0;margin:0'>" + rows.join("") + "</table>" : "";
    };
    return option;
  }

  // Symbols that are outlines have the page's colour inside; the library would make it white.
  function outlined(s, option, look) {
    if (!/^empty/.test(s.symbol)) return;
    s.symbol = s.symbol.charAt(5).toLowerCase() + s.symbol.slice(6);
    s.itemStyle = Object.assign({ color: look.page, borderColor: s.color, borderWidth: s.symbolSize > 8 ? 1.8 : 1.2 }, s.itemStyle);
    option.legend.data.forEach(function (entry) {
      if (entry.name === s.name) entry.itemStyle = { color: s.color, borderWidth: 0, opacity: 1 };
    });
  }

  // The texts beside the points of a panel: each on the first side that is free of points, of lines and of other texts. A
  // text without a free side is left out.
  function labelLayout(panel, option, toPixel) {
    var finder = { xAxisIndex: panel, yAxisIndex: panel }, placed = new Map(), fixed = [];
    function pixel(d) { return toPixel(finder, (d.value || d).slice(0, 2)); }
    function box(x1, y1, x2, y2) { return { left: Math.min(x1, x2), right: Math.max(x1, x2), top: Math.min(y1, y2), bottom: Math.max(y1, y2) }; }
    function obstacles() {
      fixed = [];
      option.series.forEach(function (s) {
        if ((s.xAxisIndex || 0) !== panel) return;
        if (s.type === "scatter" && s.label) {
          s.data.forEach(function (d) { var p = pixel(d), r = s.symbolSize / 2; fixed.push(box(p[0] - r, p[1] - r, p[0] + r, p[1] + r)); });
        } else if (s.type === "line") {
          for (var i = 1; i < s.data.length; i++) {
            var from = pixel(s.data[i - 1]), to = pixel(s.data[i]);
            fixed.push(box(from[0], from[1], to[0], to[1]));
          }
        }
      });
    }
    return function (label) {
      var key = label.seriesIndex + "," + label.dataIndex, at = label.rect, text = label.labelRect, width = option.labelWidth;
      if (placed.has(key) || !placed.size) { // each text is asked for once, so that the chart is laid out anew
        placed.clear();
        obstacles();
      }
      var w = text.width, h = 12, y = at.y + at.height / 2, right = at.x + at.width + 3, left = at.x - 3 - w;
      var up = y - 2 - h, down = y + 2, middle = at.x + at.width / 2 - w / 2;
      var sides = [[right, y - h / 2], [right, up], [right, down], [left, y - h / 2], [left, up], [left, down],
        [right, up - h / 2], [right, down + h / 2], [left, up - h / 2], [left, down + h / 2], [middle, at.y - h - 2], [middle, at.y + at.height + 2]];
      var free = sides.find(function (side) {
        var mine = box(side[0], side[1], side[0] + w, side[1] + h);
        return mine.left >= +option.grid[panel].left && mine.right <= width && !fixed.concat(Array.from(placed.values())).some(function (o) {
          return mine.left < o.right && o.left < mine.right && mine.top < o.bottom && o.top < mine.bottom;
        });
      });
      placed.set(key, free ? box(free[0], free[1], free[0] + w, free[1] + h) : box(-1e4, -1e4, -1e4, -1e4));
      return free ? { x: free[0], y: free[1] + h / 2, align: "left", verticalAlign: "middle" } : { x: -1e4, y: -1e4 };
    };
  }

  // The name of a panel's x axis, which stands under the last of the panels that share it.
  function nameOfX(option, i) {
    while (i < option.xAxis.length - 1 && !option.xAxis[i].name) i++;
    return option.xAxis[i].name || "";
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
    var roams = Object.values(spec.drawings || {}).some(function (d) { return d.roam; });
    var hint = [spec.subtitle].concat(roams ? "drag to move, Ctrl and wheel to zoom" : []).filter(Boolean).join(" · ");
    var subtitle = element("div", hint, "font:12.5px/1.4 system-ui,'Liberation Sans',sans-serif;margin:0 0 8px");
    var host = element("div", "", "width:100%;height:" + spec.height + "px");
    if (spec.message) {
      host = element("div", spec.message, "font:14px/1.5 system-ui,'Liberation Sans',sans-serif;padding:12px 14px;border:1px solid rgba(128,128,128,.4);border-radius:6px");
    }
    root.insertBefore(host, root.firstChild);
    if (hint) root.insertBefore(subtitle, host);
    if (spec.title) root.insertBefore(title, subtitle.parentNode ? subtitle : host);
    if (image) image.style.display = "none";
    var clock = spec.clock, given = spec;
    function choose(timed) {
      chosen[clock.key] = timed;
      spec = timed ? byTime(given) : given;
      button.textContent = timed ? "show by step" : "show by time";
    }
    if (clock) {
      var button = element("button", "", "display:block;margin:0 0 4px auto;padding:1px 9px;border:1px solid rgba(128,128,128,.5);border-radius:4px;" +
        "background:transparent;color:inherit;font:12px/1.5 system-ui,'Liberation Sans',sans-serif;cursor:pointer");
      button.type = "button";
      root.insertBefore(button, host);
      // The press counts: a live display may be replaced before the button is let go.
      button.addEventListener("pointerdown", toggle);
      button.addEventListener("keydown", function (e) { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); toggle(); } });
      choose(!!chosen[clock.key]);
    }
    function toggle() {
      choose(!chosen[clock.key]);
      if (chart) chart.dispose();
      chart = null;
      paint();
    }

    var chart = null, drawnDark = null, drawnRows = 1, drawnWidth = 0, drawnSteps = "";
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
      if (clock) button.style.color = look.ink;
      subtitle.style.color = look.faded;
      if (spec.message) return;
      var rows = legendRows(spec, host.clientWidth);
      var steps = tickSteps(spec, host.clientWidth);
      var framed = (spec.drawings || spec.option.graphic) && host.clientWidth !== drawnWidth; // drawings keep their proportions, small panels their margins
      if (chart && (dark !== drawnDark || rows !== drawnRows || steps !== drawnSteps || framed)) { chart.dispose(); chart = null; }
      host.style.height = spec.height + (rows - 1) * rowHeight + "px";
      if (chart) { chart.resize(); return; }
      drawnDark = dark;
      drawnRows = rows;
      drawnSteps = steps;
      drawnWidth = host.clientWidth;
      chart = echarts.init(host, look.echarts);
      chart.setOption(complete(spec, look, echarts, rows, host.clientWidth, function (finder, v) { return chart.convertToPixel(finder, v); }));
      chart.getZr().flush();
    }
    new ResizeObserver(paint).observe(host);
    new IntersectionObserver(paint).observe(host); // what comes into view again may have missed a change of colours
  }

  // A front end may take outputs out for a moment while it changes its colours, so they are looked at once more after it.
  function again() {
    var charts = Array.from(shown);
    function paintAll() { charts.forEach(function (paint) { paint(); }); }
    paintAll();
    setTimeout(paintAll, 500);
  }
  new MutationObserver(again).observe(document.body, { attributes: true, attributeFilter: ["class", "data-jp-theme-light", "data-vscode-theme-kind"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  return draw;
})();
