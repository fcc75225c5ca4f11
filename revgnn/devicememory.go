package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// DeviceMemory is the memory that a program takes on a device that need not be here.
type DeviceMemory struct {
	run.Memory // labelled with the device

	NextBytes int64  // of the next of several parts, which is copied to the device while it computes on one
	Network   string // in a line
	What      string // "training step" or "prediction"
	Otherwise string // what to do where it does not fit; "" where it does
}

// Needs is what must be free on the device: the parts of the memory, the next part of the graph, and the program's
// code.
func (m DeviceMemory) Needs() int64 { return m.Total() + m.NextBytes + m.GeneratedCodeBytes }

// Usable is what programs can have of the device's memory, 9/10 of it: CUDA and its libraries take some hundreds of
// megabytes themselves.
func (m DeviceMemory) Usable() int64 { return int64(xla.CUDAShare * float64(m.DeviceBytes)) }

// Fits tells whether the device has the memory.
func (m DeviceMemory) Fits() bool { return m.Needs() <= m.Usable() }

// String is the memory and the verdict in a line.
func (m DeviceMemory) String() string {
	return fmt.Sprintf("%s: %s, %s", m.Device, units.Bytes(m.Needs()), m.verdict())
}

// verdict is "fits", or what to do.
func (m DeviceMemory) verdict() string {
	if m.Fits() {
		return "fits"
	}
	return "does not fit; " + m.Otherwise
}

// DeviceMemories is the memory of one program on several devices.
type DeviceMemories []DeviceMemory

// String is the table as text.
func (l DeviceMemories) String() string { return l.Table().String() }

// Table lists the parts of the memory by device, and whether they fit.
func (l DeviceMemories) Table() table.Table {
	t := table.Table{Columns: []string{"device", "its memory", "activations", "parameters and gradients",
		"optimizer state", "data", "in all", ""}}
	solver := false
	for _, m := range l {
		solver = solver || m.SolverBytes > 0
	}
	if solver {
		t.Columns = append(t.Columns[:6:6], "solver", "in all", "")
	}
	for _, m := range l {
		t.Title = "Memory of a " + m.What + ", " + m.Network
		row := []string{m.Device, units.Bytes(m.DeviceBytes), units.Bytes(m.Activations),
			units.Bytes(m.ParameterBytes + m.GradientBytes), units.Bytes(m.OptimizerBytes),
			units.Bytes(m.DataBytes + m.NextBytes)}
		if solver {
			row = append(row, units.Bytes(m.SolverBytes))
		}
		t.Rows = append(t.Rows, append(row, units.Bytes(m.Needs()), m.verdict()))
	}
	t.Note = "Compiled for the device, which need not be here; nothing ran. A tenth of its memory is left to CUDA."
	if len(l) > 0 && l[0].NextBytes > 0 {
		t.Note += " The data is that of two parts, as the next is copied while a step computes."
	}
	return t
}
