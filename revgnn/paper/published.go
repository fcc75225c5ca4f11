package paper

import "fmt"

// Published is a published result of an experiment. What was not published is zero.
type Published struct {
	Test, Deviation float64 // percent: ROC-AUC on ogbn-proteins, else accuracy
	Valid           float64
	SingleView      float64 // Test of a single view, where Test is that of many
	Approximate     bool    // Test is recalled, not found in a stored copy
	OutOfMemory     bool    // the run did not fit 32 GB
	Parameters      string  // to the digits given
	GB              float64 // of GPU memory
	Days            float64 // of 2000 epochs on one V100
	Source          string

	// What a study changes from the preset's own settings; 0 for that.
	depth, groups, iterations int
}

// String is the test result, as in "87.74 ± 0.13".
func (p Published) String() string {
	switch {
	case p.OutOfMemory:
		return "out of memory"
	case p.Test == 0:
		return ""
	}
	text := fmt.Sprintf("%.2f", p.Test)
	if p.Deviation > 0 {
		text += fmt.Sprintf(" ± %.2f", p.Deviation)
	}
	if p.Approximate {
		text = "about " + text
	}
	return text
}
