package viz

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// sentences joins what is not empty with a middle dot.
func sentences(parts ...string) string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return strings.Join(list, " · ")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return units.Count(n) + " " + what + "s"
}

func layers(depth int) string {
	if depth == 1 {
		return "1 layer"
	}
	return units.Count(depth) + " layers"
}

func of(n, all int) string {
	if all <= 0 {
		return units.Count(n)
	}
	return units.Count(n) + " of " + units.Count(all)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func nodesText(n int) string {
	if n == 1 {
		return "1 node"
	}
	return units.Count(n) + " nodes"
}

// listed names the first of a list.
func listed(names []string, most int) string {
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}

// lowerFirst is the name of a metric within a sentence.
func lowerFirst(s string) string {
	switch first, _, _ := strings.Cut(s, " "); first {
	case "Accuracy", "Metric", "Balanced", "Macro", "Micro", "Weighted", "Precision", "Recall", "Average":
		return lowerStart(s)
	}
	return s
}

func lowerStart(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func firstNonEmpty(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// metricName is the metric as a reader says it.
func metricName(metric string) string {
	if metric, class, ok := strings.Cut(metric, " of "); ok {
		return metricName(metric) + " of " + class
	}
	switch name := options.MetricName(metric); name {
	case "":
		return "Metric"
	case "accuracy", "balanced accuracy", "precision", "macro precision", "recall", "macro recall", "average precision",
		"macro F1", "micro F1", "weighted F1":
		return strings.ToUpper(name[:1]) + name[1:]
	default:
		return name
	}
}

// modelText is a network in a few words.
func modelText(m run.Model) string {
	o := m.Options
	if o.Family == "" {
		return ""
	}
	size := fmt.Sprintf("%d channels", o.Channels)
	if o.Depth > 0 && o.Family != options.Equilibrium { // which has a block in place of layers
		size = layers(o.Depth) + " × " + size
	}
	return o.Name() + ", " + size
}

// counted lists names with how often each stands: "accuracy (3), rocauc (1)".
func counted(names map[string]int) string {
	var list []string
	for name, n := range names {
		list = append(list, fmt.Sprintf("%s (%s)", cmp.Or(name, "none"), units.Count(n)))
	}
	slices.Sort(list)
	const most = 5
	if len(list) > most {
		list = append(list[:most], fmt.Sprintf("and %d more", len(list)-most))
	}
	return strings.Join(list, ", ")
}

// wholePercent is a share for a small cell; what is not nothing does not become 0.
func wholePercent(share float64) string {
	if share > 0 && share < 0.005 {
		return "<1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

// shorten cuts a name that is longer than so many narrow letters; a wide letter, as Chinese ones are, counts twice.
func shorten(s string, most int) string {
	used := 0
	for i, r := range s {
		size := 1
		if r >= 0x1100 { // the first of the wide letters, Hangul
			size = 2
		}
		if used+size > most-1 && i+len(string(r)) < len(s) {
			return s[:i] + "…"
		}
		used += size
	}
	return s
}

// subscript writes a number in subscript digits.
func subscript(i int) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '₀'
		}
		return r
	}, fmt.Sprint(i))
}
