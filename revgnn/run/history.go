package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"time"
)

// line is a Record as it stands in history.jsonl.
type line struct {
	Kind         Kind    `json:"kind"`
	Step         int     `json:"step"`
	Epoch        int     `json:"epoch"`
	Elapsed      float64 `json:"elapsed"`          // seconds
	Waited       float64 `json:"waited,omitempty"` // seconds
	Loss         *number `json:"loss,omitempty"`
	LearningRate *number `json:"learning_rate,omitempty"`
	Train        *number `json:"train,omitempty"`
	Valid        *number `json:"valid,omitempty"`
	Test         *number `json:"test,omitempty"`
	LiveBytes    int64   `json:"live_bytes,omitempty"`
	Forward      *solve  `json:"forward,omitempty"`
	Backward     *solve  `json:"backward,omitempty"`
	Norms        *norms  `json:"norms,omitempty"`
}

// solve is a Solve as it stands in a line.
type solve struct {
	Status      string   `json:"status"`
	Evaluations int      `json:"evals"`
	Residual    number   `json:"residual"`
	Worst       number   `json:"worst"`
	Trace       []number `json:"trace,omitempty"`
}

// norms is a Norms as it stands in a line.
type norms struct {
	Gradient   []number `json:"gradient,omitempty"`
	Activation []number `json:"activation,omitempty"`
}

// number is a float64 whose NaN and infinities are strings, as JSON has none.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	switch value := float64(n); {
	case math.IsNaN(value):
		return []byte(`"NaN"`), nil
	case math.IsInf(value, 1):
		return []byte(`"+Inf"`), nil
	case math.IsInf(value, -1):
		return []byte(`"-Inf"`), nil
	default:
		return json.Marshal(value)
	}
}

func (n *number) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case `"NaN"`:
		*n = number(math.NaN())
	case `"+Inf"`:
		*n = number(math.Inf(1))
	case `"-Inf"`:
		*n = number(math.Inf(-1))
	default:
		return json.Unmarshal(text, (*float64)(n))
	}
	return nil
}

// Elapsed time is kept in microseconds; up to this many seconds (31 years) a float64 holds them exactly.
const maxElapsed = 1e9

// duration is so many seconds, to the microsecond.
func duration(seconds float64) time.Duration {
	return time.Duration(math.Round(seconds*1e6)) * time.Microsecond
}

// encode returns a record as a line with its newline.
func encode(r Record) ([]byte, error) {
	content, err := json.Marshal(line{
		Kind: r.Kind, Step: r.Step, Epoch: r.Epoch, Elapsed: r.Elapsed.Round(time.Microsecond).Seconds(),
		Waited: r.Waited.Round(time.Microsecond).Seconds(),
		Loss:   (*number)(r.Loss), LearningRate: (*number)(r.LearningRate),
		Train: (*number)(r.Train), Valid: (*number)(r.Valid), Test: (*number)(r.Test), LiveBytes: r.LiveBytes,
		Forward: encodeSolve(r.Forward), Backward: encodeSolve(r.Backward), Norms: encodeNorms(r.Norms),
	})
	return append(content, '\n'), err
}

func encodeSolve(s *Solve) *solve {
	if s == nil {
		return nil
	}
	return &solve{s.Status, s.Evaluations, number(s.Residual), number(s.Worst), convert[number](s.Trace)}
}

func encodeNorms(n *Norms) *norms {
	if n == nil {
		return nil
	}
	return &norms{convert[number](n.Gradient), convert[number](n.Activation)}
}

// decodeSolve checks as little as its readers need, so that a status of a later version can be read.
func decodeSolve(name string, s *solve) (*Solve, error) {
	switch {
	case s == nil:
		return nil, nil
	case s.Status == "":
		return nil, fmt.Errorf("%s has no status", name)
	case s.Evaluations < 0:
		return nil, fmt.Errorf("%s has %d evaluations", name, s.Evaluations)
	}
	return &Solve{s.Status, s.Evaluations, float64(s.Residual), float64(s.Worst), convert[float64](s.Trace)}, nil
}

// convert returns nil for an empty list, which stands in no line.
func convert[To, From number | float64](from []From) (to []To) {
	for _, value := range from {
		to = append(to, To(value))
	}
	return to
}

func decode(text []byte) (Record, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return Record{}, err
	}
	for _, t := range []struct {
		name    string
		seconds float64
	}{{"elapsed", l.Elapsed}, {"waited", l.Waited}} {
		if t.seconds < 0 || t.seconds > maxElapsed {
			return Record{}, fmt.Errorf("%s is %v seconds, not between 0 and %g", t.name, t.seconds,
				float64(maxElapsed))
		}
	}
	r := Record{
		Kind: l.Kind, Step: l.Step, Epoch: l.Epoch, Elapsed: duration(l.Elapsed), Waited: duration(l.Waited),
		Loss: (*float64)(l.Loss), LearningRate: (*float64)(l.LearningRate),
		Train: (*float64)(l.Train), Valid: (*float64)(l.Valid), Test: (*float64)(l.Test), LiveBytes: l.LiveBytes,
	}
	if r.Kind != Step && r.Kind != Evaluation {
		return Record{}, fmt.Errorf("kind is %q, not %q or %q", r.Kind, Step, Evaluation)
	}
	if r.Step < 0 {
		return Record{}, fmt.Errorf("step is %d", r.Step)
	}
	if l.Norms != nil {
		r.Norms = &Norms{convert[float64](l.Norms.Gradient), convert[float64](l.Norms.Activation)}
	}
	var err error
	if r.Forward, err = decodeSolve("forward", l.Forward); err != nil {
		return Record{}, err
	}
	if r.Backward, err = decodeSolve("backward", l.Backward); err != nil {
		return Record{}, err
	}
	return r, nil
}

// parse reads the part of a history that comes after a number of lines, and returns its records and the length of its
// whole lines. What follows the last newline is ignored: it is being written, or was when its writer was killed.
func parse(content []byte, after int) (records []Record, whole int, err error) {
	for whole < len(content) {
		end := bytes.IndexByte(content[whole:], '\n')
		if end < 0 {
			break
		}
		record, err := decode(content[whole : whole+end])
		if err != nil {
			return nil, 0, fmt.Errorf("line %d is not a record: %w", after+len(records)+1, err)
		}
		records = append(records, record)
		whole += end + 1
	}
	return records, whole, nil
}

// journal appends whole lines to a file.
type journal struct {
	file *os.File
	size int64 // of the whole lines
	torn bool  // part of a line may stand behind them
}

func openJournal(path string, whole int) (*journal, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	j := &journal{file: file, size: int64(whole), torn: true}
	if err := j.mend(); err != nil {
		file.Close()
		return nil, fmt.Errorf("run: %s: the part of a line at its end cannot be cut off: %w", path, cause(err))
	}
	return j, nil
}

// add appends one line with one write. When that fails, what was written of it is cut off again, at the latest before
// the next line.
func (j *journal) add(text []byte) error {
	if err := j.mend(); err != nil {
		return err
	}
	if _, err := j.file.Write(text); err != nil {
		j.torn = true
		_ = j.mend()
		return err
	}
	j.size += int64(len(text))
	return nil
}

func (j *journal) mend() error {
	if !j.torn {
		return nil
	}
	if err := j.file.Truncate(j.size); err != nil {
		return err
	}
	j.torn = false
	return nil
}
