package revgnn

import (
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/device"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// needsCUDA names a test as not run where the CUDA wheels are not.
func needsCUDA(t *testing.T) {
	t.Helper()
	backend, err := xla.Ahead(device.H100)
	if err != nil {
		t.Skip("not run: " + err.Error())
	}
	backend.Finalize()
}

// TestMemoryOn compiles two networks for a GPU that is not here, the short form of make gpu-check.
func TestMemoryOn(t *testing.T) {
	needsCUDA(t)
	g := proteins(t)
	for _, c := range []struct {
		name string
		m    *Model
	}{
		{"reversible", built(t, Reversible(conv.GEN()).WithDepth(3).WithChannels(16).WithDropout(0.1).For(g))},
		{"equilibrium", built(t, Equilibrium(conv.GCN()).WithChannels(16).For(g))},
	} {
		t.Run(c.name, func(t *testing.T) {
			here, err := c.m.Profile(g).Done()
			if err != nil {
				t.Fatal(err)
			}
			there, err := c.m.MemoryOn(device.H100).Done()
			if err != nil {
				t.Fatal(err)
			}
			// All but the temporary memory follows from the network.
			got := there[0]
			if got.Activations <= 0 || got.Activations == here.Activations {
				t.Errorf("%d bytes of activations, as on the CPU", got.Activations)
			}
			same := got.Memory
			same.Activations, same.GeneratedCodeBytes = here.Activations, here.GeneratedCodeBytes
			same.Label, same.Device, same.DeviceBytes = here.Label, here.Device, here.DeviceBytes
			if same != here {
				t.Errorf("%+v, want %+v", same, here)
			}
			if got.Label != device.H100.Name || got.DeviceBytes != device.H100.Memory || !got.Fits() {
				t.Errorf("%+v", got)
			}
			predicted, err := c.m.PredictionMemoryOn(device.H100).Done()
			if err != nil || predicted[0].Needs() >= got.Needs() || predicted[0].Activations <= 0 {
				t.Errorf("a prediction: %v, %v", predicted, err)
			}
		})
	}
}

// TestMemoryOnSmallDevice holds that a description with less memory than the step needs does not fit, and that what is
// advised is not what is there.
func TestMemoryOnSmallDevice(t *testing.T) {
	needsCUDA(t)
	g := proteins(t)
	m := built(t, Reversible(conv.GEN()).WithDepth(3).WithChannels(16).For(g))
	large, err := Train(m, g).WithParts(2).MemoryOn(device.T4).Done()
	if err != nil {
		t.Fatal(err)
	}
	if large[0].NextBytes == 0 || large[0].NextBytes != large[0].DataBytes {
		t.Errorf("%d bytes of the part that is copied ahead; a part has %d", large[0].NextBytes, large[0].DataBytes)
	}
	need := large[0].Needs()
	for _, c := range []struct {
		name  string
		bytes int64
		fits  bool
	}{
		// The compiler orders the operations by the memory that there is, so a step takes a little more or less.
		{"just enough", int64(1.05 * float64(need) / xla.CUDAShare), true},
		{"half", need / 2, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			on, err := Train(m, g).WithParts(2).MemoryOn(device.T4.WithMemory(c.bytes)).Done()
			if err != nil {
				t.Fatal(err)
			}
			text := on.String()
			if on[0].Fits() != c.fits || strings.Contains(text, "does not fit; what fits: ") == c.fits {
				t.Error(text)
			}
		})
	}
}

// TestProfileTraining holds that what is compiled from the size alone is what Profile compiles for the graph.
func TestProfileTraining(t *testing.T) {
	g := proteins(t)
	m := built(t, Residual(conv.GCN()).WithDepth(2).WithChannels(8).For(g))
	want, err := m.Profile(g).Done()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.ProfileTraining(options.NewTraining()).Done(); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
}

// TestMemoryOnNothing reads the errors of calls that have nothing to compile for.
func TestMemoryOnNothing(t *testing.T) {
	g := proteins(t)
	m := built(t, Reversible(conv.GEN()).WithDepth(2).WithChannels(8).For(g))
	if _, err := m.MemoryOn().Done(); err == nil || !strings.Contains(err.Error(), "MemoryOn(device.H100)") {
		t.Error(err)
	}
	_, err := m.MemoryOn(device.GPU{Name: "half"}).Done()
	if err == nil || !strings.Contains(err.Error(), "half has no") {
		t.Error(err)
	}
}
