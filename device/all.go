package device

import (
	"fmt"
	"strings"
)

// Named finds one of [All] by its short name, as in "h100" or "rtx4090".
func Named(name string) (GPU, error) {
	for _, l := range listed {
		if strings.EqualFold(l.short, strings.TrimSpace(name)) {
			return l.GPU, nil
		}
	}
	return GPU{}, fmt.Errorf("device: no GPU %q; use one of %s", name, strings.Join(Names(), ", "))
}

// Names lists the short names that [Named] takes, the oldest generation first.
func Names() []string {
	var list []string
	for _, l := range listed {
		list = append(list, l.short)
	}
	return list
}

// All lists the GPUs that this package describes, the oldest generation first.
func All() []GPU {
	var list []GPU
	for _, l := range listed {
		list = append(list, l.GPU)
	}
	return list
}

// listed are all descriptions by their short names.
var listed = []struct {
	short string
	GPU
}{
	{"v100", V100}, {"t4", T4}, {"a100-40", A100With40GB}, {"a100-80", A100With80GB}, {"rtx3090", RTX3090},
	{"l4", L4}, {"rtx4090", RTX4090}, {"h100", H100}, {"h200", H200}, {"rtx5090", RTX5090},
}
