package run

import (
	"path/filepath"
	"slices"
	"testing"
)

// TestSetDevices goes on with a run of two devices on other numbers of them.
func TestSetDevices(t *testing.T) {
	began := info()
	began.Training.Devices = 2
	r, err := Create(filepath.Join(t.TempDir(), "run"), began, memory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	for _, c := range []struct {
		name    string
		rewind  int // to this step
		more    []Record
		devices int
		want    []DevicesFrom
		told    string
	}{
		{"as it began", 0, nil, 2, nil, "2"},
		{"one", 0, []Record{step(1), step(2)}, 1, []DevicesFrom{{3, 1}}, "2, from step 3 on 1"},
		{"one again", 9, []Record{step(3)}, 1, []DevicesFrom{{3, 1}}, "2, from step 3 on 1"},
		{"four", 9, []Record{step(4)}, 4, []DevicesFrom{{3, 1}, {5, 4}}, "2, from step 3 on 1, from step 5 on 4"},
		{"two in their place", 9, nil, 2, []DevicesFrom{{3, 1}, {5, 2}}, "2, from step 3 on 1, from step 5 on 2"},
		{"from an earlier checkpoint", 3, nil, 1, []DevicesFrom{{3, 1}}, "2, from step 3 on 1"},
		{"from the first one", 1, nil, 2, nil, "2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := r.Rewind(c.rewind); c.rewind > 0 && err != nil {
				t.Fatal(err)
			}
			add(t, r, c.more...)
			if err := r.SetDevices(c.devices); err != nil {
				t.Fatal(err)
			}
			for _, r := range []*Run{r, open(t, r.Dir())} {
				if got := r.Info().LaterDevices; !slices.Equal(got, c.want) {
					t.Errorf("kept are %v, want %v", got, c.want)
				}
				rows := r.Table().Rows
				if i := slices.IndexFunc(rows, func(row []string) bool { return row[0] == "devices" }); i < 0 ||
					rows[i][1] != c.told {
					t.Errorf("the table tells %v, want devices %q", rows, c.told)
				}
			}
			if r.Info().Training.Devices != 2 {
				t.Errorf("the options have %d devices now", r.Info().Training.Devices)
			}
		})
	}
	wantError(t, r.SetDevices(0), "0 devices; use at least 1")
	r.Close()
	wantError(t, r.SetDevices(1), "open for reading only")
}
