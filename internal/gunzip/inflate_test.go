package gunzip

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"slices"
	"strings"
	"testing"
)

// blocks builds a member bit by bit.
type blocks struct {
	data  []byte
	held  uint64
	n     uint
	codes [2][]uint8 // lengths of the codes of the block in hand
}

func (b *blocks) put(value uint64, n uint) *blocks {
	b.held |= value << b.n
	for b.n += n; b.n >= 8; b.n -= 8 {
		b.data = append(b.data, byte(b.held))
		b.held >>= 8
	}
	return b
}

// align fills up the byte.
func (b *blocks) align() *blocks { return b.put(0, -b.n&7) }

func (b *blocks) stored(last uint64, text string) *blocks {
	b.put(last, 1).put(0, 2).align().put(uint64(len(text)), 16).put(uint64(^uint16(len(text))), 16)
	b.data = append(b.data, text...)
	return b
}

func (b *blocks) fixed(last uint64) *blocks {
	literals := make([]uint8, 288)
	for i := range literals {
		literals[i] = 8 + uint8(i/144)
		if i >= 256 {
			literals[i] = 7 + uint8(i/280)
		}
	}
	b.codes = [2][]uint8{literals, bytes.Repeat([]byte{5}, 32)}
	return b.put(last, 1).put(1, 2)
}

// dynamic begins a block with its own codes. The lengths are written one by one, each as a code of 4 bits.
func (b *blocks) dynamic(last uint64, literals, distances []uint8) *blocks {
	b.codes = [2][]uint8{literals, distances}
	b.put(last, 1).put(2, 2).put(uint64(len(literals)-257), 5).put(uint64(len(distances)-1), 5).put(19-4, 4)
	for i := range 19 {
		if i < 3 {
			b.put(0, 3) // 16, 17 and 18 are not in use
		} else {
			b.put(4, 3)
		}
	}
	for _, n := range slices.Concat(literals, distances) {
		b.put(uint64(bits.Reverse8(n)>>4), 4)
	}
	return b
}

// symbol writes the code of a symbol of the block's literals, or distances.
func (b *blocks) symbol(of, symbol int) *blocks {
	next := uint64(0)
	for n := uint8(1); n <= maxBits; n++ {
		next <<= 1
		for i, length := range b.codes[of] {
			if length != n {
				continue
			}
			if i == symbol {
				return b.put(bits.Reverse64(next)>>(64-n), uint(n))
			}
			next++
		}
	}
	panic("no such symbol")
}

func (b *blocks) literals(text string) *blocks {
	for i := range len(text) {
		b.symbol(0, int(text[i]))
	}
	return b
}

// match takes the bits that are added, after the symbols.
func (b *blocks) match(length int, extra uint64, extraBits uint, distance int, more uint64, moreBits uint) *blocks {
	return b.symbol(0, length).put(extra, extraBits).symbol(1, distance).put(more, moreBits)
}

func (b *blocks) end() *blocks { return b.symbol(0, endOfBlock) }

// file adds header and trailer for the text.
func (b *blocks) file(text string) []byte {
	b.align()
	data := append([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"), b.data...)
	data = binary.LittleEndian.AppendUint32(data, crc32.ChecksumIEEE([]byte(text)))
	return binary.LittleEndian.AppendUint32(data, uint32(len(text)))
}

// lengthsOf makes a list of lengths from those of some symbols.
func lengthsOf(size int, of map[int]uint8) []uint8 {
	list := make([]uint8, size)
	for symbol, n := range of {
		list[symbol] = n
	}
	return list
}

func TestBlocks(t *testing.T) {
	long := strings.Repeat("0123456789", 6553) // 65,530 bytes; a stored block has 65,535 at most
	// One code of each length, and two of the longest; the tables know 11 bits of the literals, 9 of the distances.
	allLengths := map[int]uint8{'a': 1, 'b': 2, 'c': 3, 'd': 4, 'e': 5, 'f': 6, 'g': 7, 'h': 8, 'i': 9, 'j': 10, 'k': 11, 'l': 12,
		'm': 13, 'n': 14, 256: 15, 257: 15}
	someLiterals := lengthsOf(286, map[int]uint8{'a': 2, 'b': 2, 256: 2, 257: 3, 285: 3})
	twoSymbols := map[int]uint8{'a': 1, 256: 1}
	for _, c := range []struct {
		name string
		b    *blocks
		text string
		err  string
	}{
		{"empty stored", new(blocks).stored(1, ""), "", "none"},
		{"stored", new(blocks).stored(0, "one,").stored(1, "two"), "one,two", "none"},
		{"stored, longer than the buffer", new(blocks).stored(0, long).stored(0, long).stored(0, long).
			stored(1, long), long + long + long + long, "none"},
		{"empty fixed", new(blocks).fixed(1).end(), "", "none"},
		{"fixed", new(blocks).fixed(1).literals("abc\x90\xff").end(), "abc\x90\xff", "none"},
		{"stored after fixed", new(blocks).fixed(0).literals("abc").end().stored(1, "def"), "abcdef", "none"},
		{"match", new(blocks).fixed(1).literals("abc").match(257, 0, 0, 2, 0, 0).end(), "abcabc", "none"},
		{"overlap", new(blocks).fixed(1).literals("ab").match(258, 0, 0, 1, 0, 0).end(), "ababab", "none"},
		{"longest match", new(blocks).fixed(1).literals("a").match(285, 0, 0, 0, 0, 0).end(), strings.Repeat("a", 259), "none"},
		{"longest match in other words", new(blocks).fixed(1).literals("a").match(284, 31, 5, 0, 0, 0).
			end(), strings.Repeat("a", 259), "none"},
		{"match across blocks", new(blocks).stored(0, "abc").fixed(1).match(257, 0, 0, 2, 0, 0).end(), "abcabc", "none"},
		{"farthest match", new(blocks).stored(0, long[:window]).fixed(1).match(257, 0, 0, 29, 1<<13-1, 13).
			end(), long[:window] + long[:3], "none"},
		{"own codes", new(blocks).dynamic(1, someLiterals, lengthsOf(2, map[int]uint8{0: 1, 1: 1})).literals("abab").
			match(257, 0, 0, 1, 0, 0).match(285, 0, 0, 0, 0, 0).end(), "abababa" + strings.Repeat("a", 258), "none"},
		{"longest match in other words, in the table", new(blocks).
			dynamic(1, lengthsOf(286, map[int]uint8{'a': 2, 'b': 2, 256: 2, 284: 2}),
				lengthsOf(2, map[int]uint8{0: 1, 1: 1})).literals("abab").match(284, 31, 5, 0, 0, 0).
			match(284, 30, 5, 0, 0, 0).literals("aaaaaaaaaaaaaaaa").end(),
			"aba" + strings.Repeat("b", 1+258+257) + strings.Repeat("a", 16), "none"},
		{"codes of all lengths", new(blocks).dynamic(1, lengthsOf(286, allLengths), lengthsOf(1, map[int]uint8{0: 1})).
			literals("nmlkjihgfedcba").
			match(257, 0, 0, 0, 0, 0).literals("naml").end(), "nmlkjihgfedcbaaaanaml", "none"},
		{"no distances", new(blocks).dynamic(1, lengthsOf(257, map[int]uint8{'a': 1, 256: 1}), []uint8{0}).literals("a").
			end(), "a", "none"},
		{"one symbol", new(blocks).dynamic(1, lengthsOf(257, map[int]uint8{256: 1}), []uint8{0}).end(), "", "none"},
		{"distances of all lengths", new(blocks).stored(0, long).dynamic(1, someLiterals,
			[]uint8{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15}).match(257, 0, 0, 15, 63, 6).
			end(), long + long[len(long)-256:][:3], "none"},

		{"distance before the start", new(blocks).fixed(1).literals("abc").match(257, 0, 0, 3, 0, 0).end(), "abc", "damaged"},
		{"match at the start", new(blocks).fixed(1).match(257, 0, 0, 0, 0, 0).end(), "", "damaged"},
		{"unknown kind of block", new(blocks).put(7, 3), "", "damaged"},
		{"stored size is not confirmed", new(blocks).put(1, 3).align().put(3, 16).put(3, 16), "", "damaged"},
		{"unknown length", new(blocks).fixed(1).literals("a").symbol(0, 286).put(0, 5).end(), "a", "damaged"},
		{"unknown distance", new(blocks).fixed(1).literals("a").symbol(0, 257).put(15, 5).end(), "a", "damaged"},
		{"one distance, another is used", new(blocks).dynamic(1, someLiterals, []uint8{1}).literals("a").symbol(0, 257).
			put(1, 1).end(), "a", "damaged"},
		{"no distances, one is used", new(blocks).dynamic(1, someLiterals, []uint8{0}).literals("a").symbol(0, 257).
			put(0, 9).end(), "a", "damaged"},
		{"no literals", new(blocks).dynamic(1, make([]uint8, 257), []uint8{1}).put(0, 20), "", "damaged"},
		{"one symbol, another is used", new(blocks).dynamic(1, lengthsOf(257, map[int]uint8{256: 1}), []uint8{0}).
			put(1, 1), "", "damaged"},
		{"one symbol of two bits", new(blocks).dynamic(1, lengthsOf(257, map[int]uint8{256: 2}), []uint8{0}).put(0, 9),
			"", "damaged"},
		{"one distance of two bits", new(blocks).dynamic(1, someLiterals, []uint8{2}).literals("a").end(), "", "damaged"},
		{"too many codes", new(blocks).dynamic(1, lengthsOf(257, map[int]uint8{'a': 1, 'b': 1, 256: 1}), []uint8{0}).
			put(0, 9), "", "damaged"},
		{"too few codes", new(blocks).dynamic(1, lengthsOf(257, map[int]uint8{'a': 2, 256: 1}), []uint8{0}).put(0, 9),
			"", "damaged"},
		{"too many distances", new(blocks).dynamic(1, someLiterals, []uint8{1, 1, 1}).put(0, 9), "", "damaged"},
		{"287 literals", new(blocks).dynamic(1, lengthsOf(287, twoSymbols), []uint8{1}).end(), "", "damaged"},
		{"31 distances", new(blocks).dynamic(1, someLiterals, lengthsOf(31, map[int]uint8{0: 1, 1: 1})).end(), "", "damaged"},
		{"repeats nothing", new(blocks).put(5, 3).put(0, 5+5).put(0, 4).put(1, 3).put(1, 3).put(0, 3*2).put(0, 9), "", "damaged"},
		{"repeats beyond the end", new(blocks).put(5, 3).put(0, 5+5).put(0, 4).put(0, 3*2).put(1, 3).put(0, 3).
			put(0x7f<<1, 8).put(0x7f<<1, 8).put(0x7f<<1, 8), "", "damaged"},
		{"codes of lengths are too many", new(blocks).put(5, 3).put(0, 5+5).put(0, 4).put(0xfff, 12).put(0, 9), "", "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := c.b.file(c.text)
			got, err := unpack(bytes.NewReader(file))
			if string(got) != c.text || kind(err) != c.err {
				t.Errorf("%d bytes %.40q, %v; want %d bytes %.40q, %s", len(got), got, err, len(c.text), c.text, c.err)
			}
			same(t, file)
			// With much text behind, the codes are read in the fast loop, and not at the end of the input.
			same(t, append(slices.Clone(file), file...))
			same(t, append(slices.Clone(file), make([]byte, 100)...))
		})
	}
}

// A match may not reach into the member before.
func TestMembersApart(t *testing.T) {
	first := new(blocks).stored(1, "abc").file("abc")
	second := new(blocks).fixed(1).match(257, 0, 0, 2, 0, 0).end().literals("a long text, so that the fast loop is in use").file("")
	got, err := unpack(bytes.NewReader(append(first, second...)))
	if string(got) != "abc" || err != errCorrupt {
		t.Errorf("%q, %v", got, err)
	}
}

// Matches cross the end of the buffer at every place.
func TestBufferEnd(t *testing.T) {
	before := make([]byte, full+20)
	for i := range before {
		before[i] = byte(i % 251)
	}
	for n := full - 300; n <= len(before); n++ {
		b, text := new(blocks), slices.Clone(before[:n])
		for piece := range slices.Chunk(text, 65_535) {
			b.stored(0, string(piece))
		}
		// A code for the tables: a literal, then a match of 227 + 30.
		b.dynamic(1, lengthsOf(286, map[int]uint8{'a': 2, 256: 2, 284: 2, 285: 2}), lengthsOf(8, map[int]uint8{0: 1, 7: 1}))
		for _, m := range []struct{ symbol, extra, bits, distance int }{{284, 30, 5, 7}, {285, 0, 0, 0}, {285, 0, 0, 7}, {284, 2, 5, 0}} {
			b.literals("a").match(m.symbol, uint64(m.extra), uint(m.bits), m.distance, 0, distanceExtra[m.distance])
			text = append(text, 'a')
			for range lengthBase[m.symbol-257] + m.extra {
				text = append(text, text[len(text)-distanceBase[m.distance]])
			}
		}
		b.end()
		got, err := unpack(bytes.NewReader(b.file(string(text))))
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%d bytes before: %d bytes, %v; want %d", n, len(got), err, len(text))
		}
	}
}
