package run

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

// FuzzParse reads any bytes without a panic; what is read and written again is read the same, and cutting the last line
// anywhere never makes an error or a record of its own.
func FuzzParse(f *testing.F) {
	var good []byte
	for _, record := range []Record{
		step(1), {Kind: Evaluation, Step: 1, Valid: number64(math.NaN()), Test: number64(math.Inf(-1))}, step(2),
		solved(3), {Kind: Step, Step: 4, Norms: &Norms{[]float64{1, math.NaN()}, []float64{2}}},
	} {
		text, err := encode(record)
		if err != nil {
			f.Fatal(err)
		}
		good = append(good, text...)
	}
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte("\n"))
	f.Add([]byte(`{"kind":"step","forward":{"status":"stalled","trace":[null]},"backward":null}` + "\n"))
	f.Add([]byte(`{"kind":"step","norms":{"gradient":[null],"activation":null}}` + "\n"))
	f.Add([]byte(`{"kind":"step","loss":1e999}` + "\n"))
	f.Add([]byte(`{"kind":"step","elapsed":1e9,"loss":null}` + "\n"))
	f.Add([]byte(`{"kind":"step","step":9223372036854775808}` + "\n"))
	f.Add([]byte("\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		records, whole, err := parse(content, 0)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "line ") {
				t.Errorf("error %q names no line", err)
			}
			return
		}
		if want := bytes.LastIndexByte(content, '\n') + 1; whole != want || len(records) != bytes.Count(content,
			[]byte("\n")) {
			t.Fatalf("%d records in %d bytes, want %d bytes", len(records), whole, want)
		}
		written := lines(t, records)
		again, _, err := parse([]byte(written), 0)
		if err != nil {
			t.Fatalf("its own lines\n%sare refused: %v", written, err)
		}
		if got := lines(t, again); got != written {
			t.Errorf("%sbecame\n%s", written, got)
		}
		if whole > 0 {
			last := bytes.LastIndexByte(content[:whole-1], '\n') + 1
			for cut := last; cut < whole; cut++ {
				if fewer, _, err := parse(content[:cut], 0); err != nil || len(fewer) != len(records)-1 {
					t.Fatalf("cut at %d: %d records, %v; want %d", cut, len(fewer), err, len(records)-1)
				}
			}
		}
	})
}
