package gunzip

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

var (
	// ErrHeader says that there is no gzip file where one should begin.
	ErrHeader = errors.New("gunzip: invalid header")
	// ErrChecksum says that the text is not what the sum or the size in the file belongs to.
	ErrChecksum = errors.New("gunzip: invalid checksum")

	errCorrupt = errors.New("gunzip: invalid code")
)

const (
	window = 1 << 15 // the farthest distance of a match
	// A step writes at most two literals and a match, rounded up to whole 16 bytes.
	slack = 2 + maxLength + 16
	full  = window + 1<<17 // no step begins beyond
)

// Reader unpacks a gzip file. Its memory is fixed, whatever the file says.
type Reader struct {
	source io.Reader
	failed error // why source gives no more; io.EOF at its end
	err    error // what Read returns after the text

	in       [1 << 16]byte
	pos, end int    // in[pos:end] is still to be read,
	bits     uint64 // after these, of which the lowest comes first.
	nbits    uint   // Bits above so many are the ones at pos, or 0.

	out      [full + slack]byte
	from, to int // out[from:to] is still to be given by Read
	begin    int // of the member's text in out, as far as it is there

	block  blockKind
	last   bool // this block is the member's last
	left   int  // bytes of a stored block
	match  int  // length of a match whose distance is still to be read
	tables *tables
	own    tables

	sum, size uint32 // of the member's text
}

// NewReader reads the header. It returns io.EOF for an empty file.
func NewReader(source io.Reader) (*Reader, error) {
	r := &Reader{source: source}
	if err := r.header(); err != nil {
		return nil, err
	}
	return r, nil
}

// Read gives text, or an error after all of the text before it: io.EOF at the end, [io.ErrUnexpectedEOF] where the file is
// cut short.
func (r *Reader) Read(p []byte) (n int, err error) {
	for r.from == r.to {
		if r.err != nil {
			return 0, r.err
		}
		if len(p) == 0 {
			return 0, nil
		}
		r.more()
	}
	n = copy(p, r.out[r.from:r.to])
	r.from += n
	return n, nil
}

// more unpacks the next part of the text, or sets err.
func (r *Reader) more() {
	if r.to > full {
		shift := r.to - window
		copy(r.out[:window], r.out[shift:r.to])
		r.begin = max(0, r.begin-shift)
		r.from, r.to = window, window
	}
	ended, err := r.inflate()
	text := r.out[r.from:r.to]
	r.sum = crc32.Update(r.sum, crc32.IEEETable, text)
	r.size += uint32(len(text))
	if ended {
		err = r.trailer()
		if err == nil {
			err = r.header()
		}
	}
	r.err = err
}

// header begins a member (RFC 1952, section 2.3). It returns io.EOF where there is none.
func (r *Reader) header() error {
	const (
		hasSum = 1 << (iota + 1)
		hasExtra
		hasName
		hasComment
	)
	if r.refill(); r.nbits == 0 {
		return r.failed
	}
	var sum uint32
	next := func() (b byte, err error) {
		bits, err := r.take(8)
		sum = crc32.Update(sum, crc32.IEEETable, []byte{byte(bits)})
		return byte(bits), err
	}
	var fixed [10]byte
	for i := range fixed {
		var err error
		if fixed[i], err = next(); err != nil {
			return err
		}
	}
	if fixed[0] != 0x1f || fixed[1] != 0x8b || fixed[2] != 8 {
		return ErrHeader
	}
	flags := fixed[3]
	if flags&hasExtra != 0 {
		low, err := next()
		if err != nil {
			return err
		}
		high, err := next()
		for i := int(low) | int(high)<<8; i > 0 && err == nil; i-- {
			_, err = next()
		}
		if err != nil {
			return err
		}
	}
	for _, text := range []byte{hasName, hasComment} {
		if flags&text == 0 {
			continue
		}
		for i := 0; ; i++ {
			if i == 512 { // as in compress/gzip
				return ErrHeader
			}
			b, err := next()
			if err != nil {
				return err
			}
			if b == 0 {
				break
			}
		}
	}
	if flags&hasSum != 0 {
		want := uint16(sum)
		got, err := r.take(16)
		if err != nil {
			return err
		}
		if uint16(got) != want {
			return ErrHeader
		}
	}
	r.begin = r.to
	r.block, r.last = betweenBlocks, false
	r.sum, r.size = 0, 0
	return nil
}

// trailer holds the member's text against the sum and the size at its end.
func (r *Reader) trailer() error {
	r.drop(r.nbits & 7)
	var both [8]byte
	for i := range both {
		b, err := r.take(8)
		if err != nil {
			return err
		}
		both[i] = byte(b)
	}
	if binary.LittleEndian.Uint32(both[:]) != r.sum || binary.LittleEndian.Uint32(both[4:]) != r.size {
		return ErrChecksum
	}
	return nil
}

// fill reads more input, when none is left; it returns false where there is none.
func (r *Reader) fill() bool {
	r.pos, r.end = 0, 0
	for range 100 { // as in bufio
		if r.end > 0 || r.failed != nil {
			return r.end > 0
		}
		r.end, r.failed = r.source.Read(r.in[:])
	}
	r.failed = io.ErrNoProgress
	return false
}

// ended is the error for input that ends too early.
func (r *Reader) ended() error {
	if r.failed == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return r.failed
}

// refill makes nbits at least 56, or all that is left.
func (r *Reader) refill() {
	for r.nbits < 56 && (r.pos < r.end || r.fill()) {
		r.bits |= uint64(r.in[r.pos]) << r.nbits
		r.pos++
		r.nbits += 8
	}
}

func (r *Reader) drop(n uint) {
	r.bits >>= n
	r.nbits -= n
}

// take reads a number of n bits, 32 at most.
func (r *Reader) take(n uint) (uint64, error) {
	if r.nbits < n {
		if r.refill(); r.nbits < n {
			return 0, r.ended()
		}
	}
	value := r.bits & (1<<n - 1)
	r.drop(n)
	return value, nil
}

// find reads a symbol.
func (r *Reader) find(c *code) (int, error) {
	if r.nbits < maxBits {
		r.refill()
	}
	symbol, n := c.find(r.bits, r.nbits)
	if n == 0 {
		return 0, errCorrupt
	}
	if n > r.nbits {
		return 0, r.ended()
	}
	r.drop(n)
	return symbol, nil
}
