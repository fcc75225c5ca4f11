package gunzip

import (
	"encoding/binary"
	"sync"
)

// The lengths and distances that symbols stand for: the least, and how many bits of input are added (RFC 1951, section
// 3.2.5).
var (
	lengthBase = [29]int{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
		227, 258}
	lengthExtra  = [29]uint{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distanceBase = [30]int{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
		4097, 6145, 8193, 12289, 16385, 24577}
	distanceExtra = [30]uint{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
)

const (
	endOfBlock = 256
	maxLength  = 258
)

// A table tells at a glance what the next bits of input stand for.
const (
	literalBits  = 11
	distanceBits = 9

	// An entry of the table of literals and lengths says: up to two literals, then perhaps a match. From the lowest bit:
	// 6 bits: bits of input taken
	// 2 bits: number of literals; 3 for what the table doesn't know
	// 8 bits: length of the match, less 2; 0 for none
	// 16 bits: the literals
	literalCount = 6
	matchLength  = 8
	theLiterals  = 16
	unknown      = 3 << literalCount

	// An entry of the table of distances; 0 for what the table doesn't know. From the lowest bit:
	// 8 bits: bits of input taken, with those added to the least distance
	// 8 bits: bits of input taken without these
	// 16 bits: the least distance
	codeBits      = 8
	leastDistance = 16
)

// tables are the codes of a block.
type tables struct {
	literalCode, distanceCode code
	literals                  [1 << literalBits]uint32
	distances                 [1 << distanceBits]uint32
}

// init makes the tables for codes of these lengths.
func (t *tables) init(literals, distances []uint8) bool {
	if !t.literalCode.init(literals) || !t.distanceCode.init(distances) {
		return false
	}
	for i := range t.literals {
		t.literals[i] = unknown
	}
	t.literalCode.each(literalBits, func(symbol int, reversed uint32, n uint) {
		if symbol < endOfBlock {
			entry := uint32(symbol)<<theLiterals | 1<<literalCount | uint32(n)
			for i := reversed; i < uint32(len(t.literals)); i += 1 << n {
				t.literals[i] = entry
			}
		}
		symbol -= endOfBlock + 1
		if symbol < 0 || symbol >= len(lengthBase) {
			return
		}
		extra := lengthExtra[symbol]
		if n+extra > literalBits {
			return
		}
		for added := range 1 << extra {
			length := lengthBase[symbol] + added
			if length == maxLength { // doesn't fit an entry
				return
			}
			entry := uint32(length-2)<<matchLength | uint32(n+extra)
			for i := reversed | uint32(added)<<n; i < uint32(len(t.literals)); i += 1 << (n + extra) {
				t.literals[i] = entry
			}
		}
	})
	// A literal takes what follows it into its entry, if that is known from the bits that are left. What follows is at a
	// lower place, or the same, and is still single when this comes from the high end.
	for i := len(t.literals) - 1; i >= 0; i-- {
		entry := t.literals[i]
		if entry>>literalCount&3 != 1 {
			continue
		}
		n := entry & 63
		after := t.literals[i>>n]
		if after&unknown == unknown || n+after&63 > literalBits {
			continue
		}
		// The literals after it, if there are any, lie one byte higher.
		t.literals[i] = entry + after&0xffff + after>>theLiterals<<(theLiterals+8)
	}

	t.distances = [1 << distanceBits]uint32{}
	t.distanceCode.each(distanceBits, func(symbol int, reversed uint32, n uint) {
		if symbol >= len(distanceBase) {
			return
		}
		entry := uint32(distanceBase[symbol])<<leastDistance | uint32(n)<<codeBits | uint32(n+distanceExtra[symbol])
		for i := reversed; i < uint32(len(t.distances)); i += 1 << n {
			t.distances[i] = entry
		}
	})
	return true
}

// fixedTables are those of blocks without codes of their own (RFC 1951, section 3.2.6).
var fixedTables = sync.OnceValue(func() *tables {
	var lengths [288 + 32]uint8
	for symbol := range lengths {
		switch {
		case symbol < 144:
			lengths[symbol] = 8
		case symbol < 256:
			lengths[symbol] = 9
		case symbol < 280:
			lengths[symbol] = 7
		case symbol < 288:
			lengths[symbol] = 8
		default:
			lengths[symbol] = 5
		}
	}
	t := new(tables)
	t.init(lengths[:288], lengths[288:])
	return t
})

type blockKind int

const (
	betweenBlocks blockKind = iota
	storedBlock
	codedBlock
)

// inflate unpacks until the buffer is full or the member's last block ends.
func (r *Reader) inflate() (ended bool, err error) {
	for r.to <= full {
		switch r.block {
		case betweenBlocks:
			if r.last {
				return true, nil
			}
			err = r.beginBlock()
		case storedBlock:
			err = r.stored()
		case codedBlock:
			r.fast()
			err = r.step()
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}

func (r *Reader) beginBlock() error {
	header, err := r.take(3)
	if err != nil {
		return err
	}
	r.last = header&1 != 0
	switch header >> 1 {
	case 0:
		r.drop(r.nbits & 7) // to the next byte
		sizes, err := r.take(32)
		if err != nil {
			return err
		}
		r.left = int(sizes & 0xffff)
		if r.left != int(^sizes>>16&0xffff) {
			return errCorrupt
		}
		r.block = storedBlock
	case 1:
		r.tables = fixedTables()
		r.block = codedBlock
	case 2:
		r.tables = &r.own
		r.block = codedBlock
		return r.readCodes()
	default:
		return errCorrupt
	}
	return nil
}

// readCodes reads the lengths of a block's codes (RFC 1951, section 3.2.7).
func (r *Reader) readCodes() error {
	sizes, err := r.take(14)
	if err != nil {
		return err
	}
	literals, distances := int(sizes&31)+257, int(sizes>>5&31)+1
	if literals > 286 || distances > 30 {
		return errCorrupt
	}
	var short [19]uint8
	for i := range sizes>>10 + 4 {
		n, err := r.take(3)
		if err != nil {
			return err
		}
		short[[...]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}[i]] = uint8(n)
	}
	var c code
	if !c.init(short[:]) {
		return errCorrupt
	}
	var all [286 + 30]uint8
	lengths := all[:literals+distances]
	for i := 0; i < len(lengths); {
		symbol, err := r.find(&c)
		if err != nil {
			return err
		}
		if symbol < 16 {
			lengths[i] = uint8(symbol)
			i++
			continue
		}
		var again uint8
		if symbol == 16 {
			if i == 0 {
				return errCorrupt
			}
			again = lengths[i-1]
		}
		repeat := [...]struct{ least, extra uint }{{3, 2}, {3, 3}, {11, 7}}[symbol-16]
		times, err := r.take(repeat.extra)
		if err != nil {
			return err
		}
		times += uint64(repeat.least)
		if i+int(times) > len(lengths) {
			return errCorrupt
		}
		for range times {
			lengths[i] = again
			i++
		}
	}
	if !r.own.init(lengths[:literals], lengths[literals:]) {
		return errCorrupt
	}
	return nil
}

// stored copies what fits of a block that is not compressed.
func (r *Reader) stored() error {
	for ; r.left > 0 && r.nbits > 0 && r.to < len(r.out); r.left-- {
		r.out[r.to] = byte(r.bits)
		r.to++
		r.drop(8)
	}
	if r.nbits == 0 {
		r.bits = 0 // there may be the start of a byte beyond the end
		for r.left > 0 && r.to < len(r.out) {
			if r.pos == r.end && !r.fill() {
				return r.ended()
			}
			n := copy(r.out[r.to:min(len(r.out), r.to+r.left)], r.in[r.pos:r.end])
			r.to += n
			r.left -= n
			r.pos += n
		}
	}
	if r.left == 0 {
		r.block = betweenBlocks
	}
	return nil
}

// step unpacks one literal or match, or ends the block. It knows all that fast doesn't.
func (r *Reader) step() error {
	if r.to > full {
		return nil
	}
	if r.match == 0 {
		symbol, err := r.find(&r.tables.literalCode)
		if err != nil {
			return err
		}
		if symbol < endOfBlock {
			r.out[r.to] = byte(symbol)
			r.to++
			return nil
		}
		if symbol == endOfBlock {
			r.block = betweenBlocks
			return nil
		}
		symbol -= endOfBlock + 1
		if symbol >= len(lengthBase) {
			return errCorrupt
		}
		extra, err := r.take(lengthExtra[symbol])
		if err != nil {
			return err
		}
		r.match = lengthBase[symbol] + int(extra)
	}
	symbol, err := r.find(&r.tables.distanceCode)
	if err != nil {
		return err
	}
	if symbol >= len(distanceBase) {
		return errCorrupt
	}
	extra, err := r.take(distanceExtra[symbol])
	if err != nil {
		return err
	}
	distance := distanceBase[symbol] + int(extra)
	if distance > r.to-r.begin {
		return errCorrupt
	}
	r.repeat(r.match, distance)
	r.match = 0
	return nil
}

// repeat copies a match. The copy may overlap what it copies, which then repeats.
func (r *Reader) repeat(length, distance int) {
	from, end := r.to-distance, r.to+length
	for r.to < end {
		r.to += copy(r.out[r.to:end], r.out[from:r.to])
	}
}

// fast unpacks what the tables know, until the buffer is full, the input in memory is about to end, or something comes up
// that step has to do.
func (r *Reader) fast() {
	if r.match != 0 {
		return
	}
	in := r.in[:r.end]
	out := &r.out
	t := r.tables
	begin := r.begin
	pos, to := r.pos, r.to
	held, n := r.bits, r.nbits
	for to <= full && pos+8 <= len(in) {
		held |= binary.LittleEndian.Uint64(in[pos:]) << (n & 63)
		pos += int((63 - n) >> 3)
		n |= 56 // enough for a step's 11 bits and a distance's 15 + 13

		entry := t.literals[held&(1<<literalBits-1)]
		if entry&unknown == unknown {
			break
		}
		held >>= entry & 63
		n -= uint(entry & 63)
		binary.LittleEndian.PutUint16(out[to:], uint16(entry>>theLiterals))
		to += int(entry >> literalCount & 3)
		length := int(entry >> matchLength & 255)
		if length == 0 {
			continue
		}
		length += 2

		entry = t.distances[held&(1<<distanceBits-1)]
		distance := int(entry>>leastDistance) + int(held&(1<<(entry&63)-1)>>(entry>>codeBits&63))
		if entry == 0 || distance > to-begin {
			r.match = length
			break
		}
		held >>= entry & 63
		n -= uint(entry & 63)
		if distance < 8 {
			r.to = to
			r.repeat(length, distance)
			to = r.to
			continue
		}
		from := to - distance
		binary.LittleEndian.PutUint64(out[to:], binary.LittleEndian.Uint64(out[from:]))
		binary.LittleEndian.PutUint64(out[to+8:], binary.LittleEndian.Uint64(out[from+8:]))
		end := to + length
		for to += 16; to < end; to += 16 {
			from += 16
			binary.LittleEndian.PutUint64(out[to:], binary.LittleEndian.Uint64(out[from:]))
			binary.LittleEndian.PutUint64(out[to+8:], binary.LittleEndian.Uint64(out[from+8:]))
		}
		to = end
	}
	r.pos, r.to = pos, to
	r.bits, r.nbits = held, n
}
