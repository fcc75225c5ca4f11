package chart

// Chart is panels above each other with a title and a subtitle. It is drawn twice: as an interactive ECharts chart and
// as a static picture.
type Chart struct {
	Title    string // what is seen, in one sentence
	Subtitle string // where it comes from
	Alt      string // for readers who do not see the picture; "" means title and subtitle
	Width    int    // the widest it gets, in CSS pixels
	Height   int    // of the chart without its title, in CSS pixels

	Panels  []Panel
	Clock   *Clock // training time, which the reader may choose for x; nil without
	Coarse  bool   // a static picture of fewer colours, for what must stay small
	Message string // why there is nothing to draw; "" when there is something

	across, edge float64 // of the static picture: its width and what is free around it, in CSS pixels
}

// Clock lets the reader choose the training time for x in place of the optimizer step. Steps and Seconds have one
// length: the seconds that the run had taken at each of these steps, between which the script interpolates.
type Clock struct {
	Key     string    `json:"key"` // of the display, whose next states keep the choice
	Name    string    `json:"name"`
	Steps   []float64 `json:"steps"`
	Seconds []float64 `json:"seconds"`
	Ticks   []float64 `json:"ticks"`
}

// AltText tells of the chart to readers who do not see it.
func (c *Chart) AltText() string {
	switch {
	case c.Alt != "":
		return c.Alt
	case c.Message != "":
		return c.Title + ". " + c.Message
	case c.Subtitle != "":
		return c.Title + ". " + c.Subtitle
	}
	return c.Title
}
