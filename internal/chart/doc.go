// Package chart draws a chart twice: as an interactive chart for a notebook or a page, and as a static picture.
//
//	c := &chart.Chart{Title: "Loss", Width: 760, Height: 300, Panels: []chart.Panel{{
//		X: chart.Axis{Name: "step", Format: chart.AsCount},
//		Y: chart.Axis{Name: "loss", Format: chart.AsNumber},
//		Series: []chart.Series{{Name: "training", Shape: chart.Line, Color: chart.Palette(0),
//			Points: chart.Points{X: []float64{1, 2, 3}, Y: []float64{1.2, 0.7, 0.4}}}},
//	}}}
//	picture, err := c.PNG(chart.Paper{}) // or SVG, PDF
//	page, err := chart.Page(c)    // HTML that needs no other file
//	cell, err := c.Fragment(true) // HTML for a page that has chart.Library()
//
// A figure of package viz says what becomes which panel; from there on it goes as follows.
//
//   - A [Chart] has panels above each other. A [Panel] is a pair of axes with series, or with a heat map, or it is a
//     drawing of nodes and links without axes.
//   - Before anything is drawn, a panel leaves out what its axes have no place for and gives them their ends
//     (fit.go), and the height is shared out among the panels (layout.go).
//   - The interactive chart is an ECharts option (option.go and the files whose names begin or end with it) with what
//     JSON cannot say beside it. The page's script draw.js makes a chart of both, in the colours of the page.
//   - The static picture is painted with gonum's plots (picture.go and the files whose names begin with plot or end
//     with paint), on white. A PNG has few colours, which keeps notebooks small (quantize.go).
//   - A fragment is the chart with the picture inside, for pages whose scripts are stripped; a row is several fragments
//     side by side (page.go, page.html).
//
// The folder echarts holds the ECharts library, which [Library] brings to a page; nothing is fetched from the network.
package chart
