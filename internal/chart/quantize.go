package chart

import (
	"cmp"
	"image"
	"image/color"
	"maps"
	"math"
	"slices"
)

// posterized is the picture with at most 256 colours, which makes its file a third as large. It is nil for a picture
// whose colours would have to be mixed with others.
func posterized(img image.Image) image.Image {
	for _, bits := range []uint{8, 6, 5} {
		if p := posterize(img, bits); p != nil {
			return p
		}
	}
	return nil
}

// commonest is the picture in at most the given number of colours: those to keep, then those that most of its pixels
// have. The others, which soften edges, become the nearest of them.
func commonest(img image.Image, most int, keep []color.RGBA) image.Image {
	bounds := img.Bounds()
	at := func(x, y int) color.RGBA {
		r, g, b, _ := img.At(x, y).RGBA()
		return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xFF}
	}
	counts := map[color.RGBA]int{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	palette := slices.Clone(keep[:min(most, len(keep))])
	for _, c := range all {
		if len(palette) < most && !slices.Contains(palette, c) {
			palette = append(palette, c)
		}
	}
	out := image.NewPaletted(bounds, nil)
	for _, c := range palette {
		out.Palette = append(out.Palette, c)
	}
	index := make(map[color.RGBA]uint8, len(all))
	for _, c := range all {
		best := math.MaxInt
		for i, p := range palette {
			r, g, b := int(c.R)-int(p.R), int(c.G)-int(p.G), int(c.B)-int(p.B)
			if d := r*r + g*g + b*b; d < best {
				best, index[c] = d, uint8(i)
			}
		}
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			out.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return out
}

// posterize keeps the given number of bits of each channel. It is nil where the picture has more than 256 colours even
// then.
func posterize(img image.Image, bits uint) image.Image {
	top := uint32(1)<<bits - 1
	level := func(v uint32) uint8 { return uint8(((v>>8)*top + 127) / 255 * 255 / top) }
	bounds := img.Bounds()
	out := image.NewPaletted(bounds, nil)
	index := map[color.RGBA]uint8{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			c := color.RGBA{level(r), level(g), level(b), 0xFF}
			i, ok := index[c]
			if !ok {
				if len(out.Palette) == 256 {
					return nil
				}
				i = uint8(len(out.Palette))
				index[c] = i
				out.Palette = append(out.Palette, c)
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}
