package viz

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// shade is how the nodes of some classes look in the picture.
type shade struct {
	name  string
	color color.RGBA
}

// shades gives each class its colour: those that most of the drawn nodes are labelled with have one of their own, the
// rest is grey. So predictions have the colours of the labels. A last shade is for nodes without a class.
//
// The ranges of a value have the colours of their order.
func (p picture) shades(drawn []int32) (of []int, list []shade) {
	if p.values != nil {
		for i, name := range p.names {
			of, list = append(of, i), append(list, shade{name, shadeOf(i, len(p.names))})
		}
		return p.withoutShade(append(of, 0), list)
	}
	counts := make([]int, len(p.names))
	for _, id := range drawn {
		if label := p.labels[id]; label >= 0 {
			counts[label]++
		}
	}
	order := make([]int, len(counts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[b], counts[a]) })
	colored := order[:min(len(order), chart.Colors)]
	rest := order[len(colored):]
	slices.Sort(colored)
	of = make([]int, len(p.names)+1)
	for i, class := range colored {
		of[class] = i
		list = append(list, shade{p.names[class], chart.Palette(i)})
	}
	if len(rest) > 0 {
		name := fmt.Sprintf("%d other classes", len(rest))
		if len(rest) == 1 {
			name = p.names[rest[0]]
		}
		for _, class := range rest {
			of[class] = len(list)
		}
		list = append(list, shade{name, otherColor})
	}
	return p.withoutShade(of, list)
}

// withoutShade adds the last shade.
func (p picture) withoutShade(of []int, list []shade) ([]int, []shade) {
	none := "unlabelled"
	if p.predicted {
		none = "no prediction"
	}
	of[len(p.names)] = len(list)
	return of, append(list, shade{none, unlabelledGrey})
}

var (
	otherColor     = color.RGBA{0x80, 0x80, 0x80, 0xFF}
	unlabelledGrey = color.RGBA{0xB4, 0xB9, 0xC0, 0xFF}
)
