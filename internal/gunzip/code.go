package gunzip

import "math/bits"

const maxBits = 15 // of a code

// code is a canonical Huffman code (RFC 1951, section 3.2.2).
type code struct {
	longest uint             // length in use; 0 for a code without symbols
	count   [maxBits + 1]int // of symbols with each length
	symbols [288]uint16      // ordered by length, then by value: by their codes
}

// init makes the code whose symbols have these lengths, 0 for a symbol that is not in use. It refuses a code that has too
// many or too few symbols for its lengths. As in zlib, one symbol of length 1 and none at all are fine.
func (c *code) init(lengths []uint8) bool {
	c.count = [maxBits + 1]int{}
	for _, n := range lengths {
		c.count[n&maxBits]++
	}
	c.count[0] = 0
	c.longest = 0
	var next [maxBits + 2]int // place of the next symbol of a length
	free := 1                 // codes of a length that no shorter one begins
	for n := 1; n <= maxBits; n++ {
		free = 2*free - c.count[n]
		if free < 0 {
			return false
		}
		next[n+1] = next[n] + c.count[n]
		if c.count[n] > 0 {
			c.longest = uint(n)
		}
	}
	used := next[maxBits+1]
	if free > 0 && !(used == 0 || used == 1 && c.longest == 1) {
		return false
	}
	for symbol, n := range lengths {
		if n > 0 {
			c.symbols[next[n]] = uint16(symbol)
			next[n]++
		}
	}
	return true
}

// each calls do with every symbol, the length of its code, and the code as it lies in the input: first bit lowest. It
// leaves out codes longer than most.
func (c *code) each(most uint, do func(symbol int, reversed uint32, length uint)) {
	place, next := 0, uint32(0)
	for n := uint(1); n <= min(most, c.longest); n++ {
		next <<= 1
		for range c.count[n] {
			do(int(c.symbols[place]), bits.Reverse32(next)>>(32-n), n)
			place++
			next++
		}
	}
}

// find reads the symbol that the input begins with, bit by bit: available bits of it are known. It returns a length of 0
// where no symbol has that code, and one above available where there is too little input to say.
func (c *code) find(input uint64, available uint) (symbol int, length uint) {
	place, first, value := 0, 0, 0
	for n := uint(1); n <= c.longest; n++ {
		if n > available {
			return 0, n
		}
		value |= int(input & 1)
		input >>= 1
		count := c.count[n]
		if value < first+count {
			return int(c.symbols[place+value-first]), n
		}
		place += count
		first = (first + count) << 1
		value <<= 1
	}
	return 0, 0
}
