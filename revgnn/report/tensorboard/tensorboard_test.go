package tensorboard

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/python"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"google.golang.org/protobuf/encoding/protowire"
)

// made is a run of three steps and an evaluation.
type made struct{ run.Recorded }

func (made) Label() string { return "made" }

func (made) Info() run.Info {
	network := options.NewNetwork(options.Reversible)
	network.Operator = options.Operator{Name: "GCN"}
	return run.Info{Model: run.Model{Options: network}, Training: options.NewTraining(), Metric: "accuracy",
		Loss: "cross-entropy", Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

func (made) History() []run.Record {
	number := func(x float64) *float64 { return &x }
	return []run.Record{
		{Kind: run.Step, Step: 1, Epoch: 1, Elapsed: time.Second, Loss: number(2), LearningRate: number(0.5),
			LiveBytes: 1 << 20, Norms: &run.Norms{Gradient: []float64{1, 2, 3}, Activation: []float64{4, 5, 6}}},
		{Kind: run.Step, Step: 2, Epoch: 2, Elapsed: 2 * time.Second, Loss: number(1), LearningRate: number(0.25)},
		{Kind: run.Evaluation, Step: 2, Epoch: 2, Elapsed: 3 * time.Second, Train: number(0.75), Valid: number(0.5)},
		{Kind: run.Step, Step: 3, Epoch: 3, Elapsed: 4 * time.Second, Loss: number(math.NaN())},
	}
}

// want are the scalars of made: tag → step → value.
var want = map[string]map[int]string{
	"loss":                     {1: "2", 2: "1", 3: "NaN"},
	"learning_rate":            {1: "0.5", 2: "0.25"},
	"waited_seconds":           {1: "0", 2: "0", 3: "0"},
	"live_bytes":               {1: "1.048576e+06"},
	"accuracy/train":           {2: "0.75"},
	"accuracy/valid":           {2: "0.5"},
	"gradient_norm/layer_0001": {1: "1"},
	"gradient_norm/layer_0002": {1: "2"},
	"gradient_norm/layer_0003": {1: "3"},
	"activation/layer_0001":    {1: "4"},
	"activation/layer_0002":    {1: "5"},
	"activation/layer_0003":    {1: "6"},
}

// only is the one event file of a folder.
func only(t *testing.T, folder string) string {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 || !strings.HasPrefix(files[0].Name(), "events.out.tfevents.") {
		t.Fatalf("%v, %v", files, err)
	}
	return filepath.Join(folder, files[0].Name())
}

// decoded reads an event file's scalars, checking its sums.
func decoded(t *testing.T, path string) map[string]map[int]string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]map[int]string{}
	for len(content) > 0 {
		n := binary.LittleEndian.Uint64(content)
		data := content[12 : 12+n]
		if binary.LittleEndian.Uint32(content[8:]) != masked(content[:8]) ||
			binary.LittleEndian.Uint32(content[12+n:]) != masked(data) {
			t.Fatal("a wrong sum")
		}
		content = content[16+n:]
		event := fields(t, data)
		step := 0
		if list := event[eventStep]; len(list) == 1 {
			v, _ := protowire.ConsumeVarint(list[0])
			step = int(v)
		}
		for _, summary := range event[eventSummary] {
			for _, value := range fields(t, summary)[summaryValue] {
				v := fields(t, value)
				if len(v[valueSimple]) == 0 {
					continue
				}
				bits, _ := protowire.ConsumeFixed32(v[valueSimple][0])
				tag := string(v[valueTag][0])
				if found[tag] == nil {
					found[tag] = map[int]string{}
				}
				found[tag][step] = fmt.Sprint(math.Float32frombits(bits))
			}
		}
	}
	return found
}

// fields are those of a message: the contents of text and messages, and other values as they are encoded.
func fields(t *testing.T, b []byte) map[protowire.Number][][]byte {
	t.Helper()
	list := map[protowire.Number][][]byte{}
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			t.Fatal(protowire.ParseError(n))
		}
		b = b[n:]
		if n = protowire.ConsumeFieldValue(number, kind, b); n < 0 {
			t.Fatal(protowire.ParseError(n))
		}
		value := b[:n]
		if kind == protowire.BytesType {
			value, _ = protowire.ConsumeBytes(value)
		}
		list[number] = append(list[number], value)
		b = b[n:]
	}
	return list
}

func TestWrite(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "board [1]*")
	for range 2 { // the second takes the first one's place
		if err := Write(folder, made{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := decoded(t, only(t, folder)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// TestObserver follows a run that is killed after two steps, and goes on from its checkpoint at the first.
func TestObserver(t *testing.T) {
	folder := t.TempDir()
	history := made{}.History()
	o := To(folder).WithErrors(func(err error) { t.Error(err) })
	o.Started(made{}.Info(), run.Memory{}, nil)
	o.Recorded(history[0])
	wrong := 7.0
	o.Recorded(run.Record{Kind: run.Step, Step: 2, Loss: &wrong})
	if got := decoded(t, only(t, folder))["loss"][2]; got != "7" {
		t.Errorf("before it is closed, the file has the loss %q", got)
	}
	o = To(folder).WithErrors(func(err error) { t.Error(err) })
	o.Started(made{}.Info(), run.Memory{}, history[:1])
	for _, r := range history[1:] {
		o.Recorded(r)
	}
	o.Finished(run.Complete, nil)
	if got := decoded(t, only(t, folder)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestErrors(t *testing.T) {
	in := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(in, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	var said []error
	o := To(in).WithErrors(func(err error) { said = append(said, err) })
	o.Started(made{}.Info(), run.Memory{}, nil)
	for _, r := range (made{}).History() {
		o.Recorded(r)
	}
	o.Finished(run.Complete, nil)
	if len(said) != 1 || !errors.Is(o.Err(), said[0]) || !strings.HasPrefix(said[0].Error(), "tensorboard: "+in+": ") {
		t.Errorf("%v", said)
	}
}

// TestMasked has the sum of "123456789" in the CRC catalogue, 0xe3069283, masked by hand.
func TestMasked(t *testing.T) {
	sum := uint32(0xe3069283)
	if got, want := masked([]byte("123456789")), (sum>>15|sum<<17)+0xa282ead8; got != want {
		t.Errorf("%#x, not %#x", got, want)
	}
}

// reader prints what TensorBoard itself reads.
const reader = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
a = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0})
a.Reload()
out = {"scalars": {t: {e.step: repr(float(e.value)) for e in a.Scalars(t)} for t in a.Tags()["scalars"]},
       "times": [e.wall_time for e in a.Scalars("loss")]}
text = a.Tensors("options/text_summary")[0].tensor_proto.string_val[0].decode()
out["text"] = text
print(json.dumps(out))
`

func TestTensorBoard(t *testing.T) {
	program := python.With(t, "tensorboard")
	folder := t.TempDir()
	if err := Write(folder, made{}); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-c", reader, folder).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Scalars map[string]map[int]string
		Times   []float64
		Text    string
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for tag, steps := range want {
		for step, value := range steps {
			var a, b float64
			fmt.Sscan(got.Scalars[tag][step], &a)
			fmt.Sscan(value, &b)
			if a != b && !(math.IsNaN(a) && math.IsNaN(b)) {
				t.Errorf("%s at step %d is %s, not %s", tag, step, got.Scalars[tag][step], value)
			}
		}
	}
	if len(got.Scalars) != len(want) {
		t.Errorf("%v", got.Scalars)
	}
	if first := float64(made{}.Info().Created.Unix()) + 1; len(got.Times) != 3 || got.Times[0] != first {
		t.Errorf("times %v, want %g first", got.Times, first)
	}
	if !strings.Contains(got.Text, "| operator | GCN |") {
		t.Errorf("the options are %s", got.Text)
	}
}
