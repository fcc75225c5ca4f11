package revgnn

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// infoOf is the run's record of what is trained on what.
func infoOf(j *job, s step, metric metrics.Metric) (run.Info, error) {
	backend, err := xla.Default()
	if err != nil {
		return run.Info{}, fmt.Errorf("revgnn: %w", err)
	}
	device := xla.Describe(backend)
	build, ok := debug.ReadBuildInfo()
	if !ok {
		build = &debug.BuildInfo{}
	}
	g := j.graph
	info := run.Info{
		Label:    j.label,
		Model:    j.model.Info().Model,
		Data:     run.Data{Name: g.Name, Fingerprint: g.Fingerprint(), Nodes: g.NumNodes, Edges: g.NumEdges()},
		Training: j.options, Metric: metric.String(), Loss: s.lossName,
		LessIsBetter: metrics.LessIsBetter(metric),
		Versions:     versions(build, device), Device: device.Name, DeviceBytes: device.Bytes,
		Created: time.Now().UTC().Truncate(time.Second),
	}
	if d := s.distillation; d != nil {
		info.Teacher, err = d.fingerprint()
	}
	return info, err
}

// versions lists what the program was built from and the plugin it computes with.
func versions(build *debug.BuildInfo, device xla.Device) map[string]string {
	v := map[string]string{"go": runtime.Version()}
	if device.Plugin != "" {
		v["plugin"] = device.Plugin
	}
	names := map[string]string{
		"github.com/kilolayer/kilolayer": "kilolayer", "github.com/gomlx/gomlx": "gomlx",
		"github.com/gomlx/go-xla": "go-xla",
	}
	for _, m := range append(build.Deps, &build.Main) {
		if name, ok := names[m.Path]; ok {
			v[name] = cmp.Or(m.Version, "(devel)") // a test of the module itself has none
		}
	}
	return v
}
