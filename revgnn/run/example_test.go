package run_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

func ExampleNewSweepRun() {
	r := run.NewSweepRun([]run.Choice{{Field: "depth", Value: "28"}, {Field: "operator", Value: "SAGE(mean)"}}, 3)
	fmt.Println(r.Name)
	// Output: depth=28,operator=SAGE%28mean%29,seed=3
}

func ExampleWriteSweep() {
	dir, err := os.MkdirTemp("", "sweep")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	runs := []run.SweepRun{
		run.NewSweepRun([]run.Choice{{Field: "groups", Value: "2"}}, 1),
		run.NewSweepRun([]run.Choice{{Field: "groups", Value: "3"}}, 1),
	}
	sweep, err := run.WriteSweep(dir, "club", []string{"groups"}, runs)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer sweep.Close()
	fmt.Println(sweep.Set(1, run.Failed, "8 channels do not split into 3 groups", 0))
	for _, r := range sweep.List() {
		fmt.Println(strings.TrimSpace(r.Name + " " + string(r.Status) + " " + r.Reason))
	}
	// Output:
	// <nil>
	// groups=2,seed=1 waiting
	// groups=3,seed=1 failed 8 channels do not split into 3 groups
}

func ExampleOpenSweep() {
	sweep := cell.Must(run.OpenSweep("testdata/sweep"))
	table := sweep.Table()
	table.Note = "" // which says what the numbers are, and why runs failed
	fmt.Print(table)
	for _, failure := range sweep.Failures() {
		fmt.Println(failure.Name)
	}
	// Output:
	// Sweep of club
	// groups    test accuracy     95 % interval  p (t)  p (Wilcoxon)  seeds  failed   time  memory of a step
	// 2       0.7900 ± 0.0141  0.6629 to 0.9171   0.13           0.5      2       0  0.5 s             66 KB
	// 3                     –                 –      –             –      0       2      –                 –
	// 4       0.8150 ± 0.0212  0.6244 to 1.0056   best          best      2       0  0.5 s             66 KB
	// groups=3 seed=1
	// groups=3 seed=2
}
