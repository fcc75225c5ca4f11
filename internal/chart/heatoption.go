package chart

// heatCell is one cell of the interactive chart. Its value is [column, row, value].
type heatCell struct {
	Value [3]any `json:"value"`
	Name  string `json:"name,omitempty"`
}

func (h *Heat) cells() (list []heatCell) {
	for i, row := range h.Values {
		for j, v := range row {
			if Finite(v) {
				list = append(list, heatCell{[3]any{j, i, plain(v, h.Format)}, h.text(i, j)})
			}
		}
	}
	return list
}

// colors is the colour scale of the interactive chart, for the series of that index, at a height from the top.
func (h *Heat) colors(series, top int) map[string]any {
	low, high := h.ends()
	scale := make([]string, len(cividis))
	for i, c := range cividis {
		scale[i] = hex(c)
	}
	return map[string]any{
		"type": "continuous", "show": true, "hoverLink": false, "calculable": false,
		"seriesIndex": series, "dimension": 2, "min": low, "max": high, "inRange": map[string]any{"color": scale},
		"orient": "horizontal", "right": rightMargin, "top": top, "itemWidth": 10, "itemHeight": 90, "padding": 4,
		"text": []string{h.Format.Text(high), h.Format.Text(low)}}
}
