package project

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the path of the module, with a slash.
const root = "github.com/kilolayer/kilolayer/"

// room is a package of this module and the packages of this module that it may import directly, all without root.
// "folder/..." stands for every package below a folder.
type room struct{ name, imports string }

// rooms are the packages from the ground up: a package imports only those that stand before it. A new package gets a
// line here; an import that is not in its line is an error. Tests and examples may import what they need.
var rooms = []room{
	{"cell", ""},
	{"table", ""},
	{"units", ""},
	{"internal/atomicfile", ""},
	{"internal/waiting", "units"},
	{"internal/fetch", "units"},
	{"internal/statistics", ""},
	{"device", ""},
	{"internal/aot", ""},
	{"internal/kernel", ""},
	{"internal/ray", ""},
	{"internal/slurm", ""},
	{"internal/xla", "device internal/aot internal/kernel"},
	{"internal/fault", "internal/xla"},

	{"datasets/internal/...", "datasets/internal/..."},
	{"datasets", "cell table units datasets/internal/... internal/atomicfile internal/fetch"},

	{"revgnn/options", ""},
	{"revgnn/metrics", "revgnn/options"},
	{"revgnn/run", "table units datasets internal/atomicfile internal/statistics revgnn/options"},
	{"revgnn/report", "revgnn/options revgnn/run"},
	{"revgnn/report/tensorboard", "revgnn/report revgnn/run"},
	{"revgnn/report/mlflow", "revgnn/report revgnn/run"},
	{"internal/chart", "units"},
	{"viz", "cell table units datasets internal/atomicfile internal/chart internal/waiting " +
		"revgnn/metrics revgnn/options revgnn/run"},

	{"internal/norm", "internal/xla"},
	{"revgnn/conv", "internal/norm internal/xla revgnn/options"},
	{"revgnn/solver", "internal/xla revgnn/options"},
	{"internal/net", "datasets internal/norm internal/xla revgnn/conv revgnn/options revgnn/run revgnn/solver"},
	{"internal/weights", "datasets internal/net revgnn/conv revgnn/options"},
	{"revgnn/reversible", "table internal/net internal/xla revgnn/conv revgnn/options"},
	{"revgnn", "cell device table units datasets internal/atomicfile internal/fault internal/net internal/waiting " +
		"internal/weights internal/xla revgnn/conv revgnn/metrics revgnn/options revgnn/run revgnn/solver"},
	{"revgnn/paper", "cell device table units datasets internal/atomicfile revgnn revgnn/conv revgnn/metrics " +
		"revgnn/options revgnn/run"},
	{"revgnn/sweep", "cell units internal/atomicfile internal/fault internal/ray internal/slurm internal/waiting " +
		"internal/xla revgnn revgnn/options revgnn/paper revgnn/run"},

	// For tests.
	{"internal/athand", ""}, // and for programs
	{"internal/browser", ""},
	{"internal/chart/charttest", "internal/browser"},
	{"internal/child", ""},
	{"internal/golden", ""},
	{"internal/xla/quickly", ""},
	{"internal/net/nettest", "datasets internal/golden internal/xla revgnn/conv"},
	{"internal/outside", ""},
	{"internal/project", ""},
	{"internal/ray/raytest", ""},
	{"internal/slurm/slurmtest", ""},
	{"internal/python", ""},
	{"notebooks", ""},

	{"cmd/bench", everything},
	{"cmd/experiments", everything},
	{"cmd/kilolayer", everything},
	{"cmd/gpu", everything},
	{"cmd/peers", everything},
	{"cmd/pictures", everything},
}

// everything may be imported by programs, which nothing imports.
const everything = "cell device table units datasets internal/athand internal/statistics internal/xla " +
	"revgnn revgnn/conv revgnn/metrics revgnn/options revgnn/paper revgnn/run revgnn/solver revgnn/sweep viz"

// pure are the packages that reach no GoMLX, however far away: a cell that only looks then builds fast.
var pure = []string{"cell", "device", "table", "datasets", "datasets/internal/...", "internal/athand",
	"internal/atomicfile", "internal/browser", "internal/chart", "internal/fetch", "revgnn/metrics", "revgnn/options",
	"revgnn/report",
	"revgnn/report/tensorboard", "revgnn/report/mlflow", "revgnn/run", "units", "viz"}

// backends are the paths under which a package names a backend of GoMLX. Only internal/xla does.
var backends = []string{"github.com/gomlx/go-xla/", "github.com/gomlx/compute/gobackend",
	"github.com/gomlx/gomlx/backends"}

// listed is a package as go list describes it.
type listed struct {
	ImportPath string
	Imports    []string // of its own files, without its tests
	Deps       []string // all that it reaches

	Dir     string
	Export  string   // the file of its compiled types; "" where that was not asked for
	GoFiles []string // without its tests
}

// packagesOf asks go list for the packages of this module. It looks at every Go file itself, so that go test does not
// take an old result when one of them has changed.
func packagesOf(t *testing.T) (packages []listed) {
	t.Helper()
	if err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if name := entry.Name(); err == nil && entry.IsDir() && len(name) > 2 && name[0] == '.' {
			return fs.SkipDir
		}
		if err == nil && filepath.Ext(path) == ".go" {
			_, err = os.Stat(path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", root+"...")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v", command, err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for decoder.More() {
		var p listed
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
	if len(packages) < 10 {
		t.Fatalf("go list found %d packages; the test looks at too few", len(packages))
	}
	return packages
}

// covers tells whether a name of the tables is a package, or stands for it.
func covers(name, folder string) bool {
	above, below := strings.CutSuffix(name, "...")
	return name == folder || below && strings.HasPrefix(folder, above)
}

// among tells whether one of the names is a package or stands for it.
func among(names []string, folder string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return covers(name, folder) })
}

// departures says where a package leaves the tables, one line each.
func departures(p listed) (found []string) {
	folder := strings.TrimPrefix(p.ImportPath, root)
	i := slices.IndexFunc(rooms, func(r room) bool { return covers(r.name, folder) })
	if i < 0 {
		return []string{folder + " is not in the table; add a line to rooms"}
	}
	for _, path := range p.Imports {
		if other, ours := strings.CutPrefix(path, root); ours && !among(strings.Fields(rooms[i].imports), other) {
			found = append(found, folder+" imports "+other+", which its line in rooms does not allow")
		}
		if folder != "internal/xla" &&
			slices.ContainsFunc(backends, func(prefix string) bool { return strings.HasPrefix(path, prefix) }) {
			found = append(found, folder+" imports "+path+"; only internal/xla names a backend")
		}
	}
	if among(pure, folder) {
		for _, path := range p.Deps {
			if strings.HasPrefix(path, "github.com/gomlx/") {
				found = append(found, folder+" reaches "+path+" and stands in pure")
				break
			}
		}
	}
	return found
}

// TestImports holds the imports of every package against the tables.
func TestImports(t *testing.T) {
	for _, p := range packagesOf(t) {
		for _, departure := range departures(p) {
			t.Error(departure)
		}
	}
}

// TestRooms holds the table against its own rule: each line allows only what stands before it.
func TestRooms(t *testing.T) {
	before := []string{"datasets/internal/..."} // parsers may share packages of theirs
	for _, r := range rooms {
		for _, name := range strings.Fields(r.imports) {
			if !slices.Contains(before, name) {
				t.Errorf("%s may import %s, which does not stand before it", r.name, name)
			}
		}
		before = append(before, r.name)
	}
	for _, name := range pure {
		if !slices.Contains(before, name) {
			t.Errorf("%s stands in pure and not in rooms", name)
		}
	}
}

// TestDepartures breaks each rule once.
func TestDepartures(t *testing.T) {
	for _, c := range []struct {
		name string
		p    listed
		want string
	}{
		{"within the rules", listed{ImportPath: root + "viz", Imports: []string{"fmt", root + "datasets"}}, ""},
		{"up", listed{ImportPath: root + "datasets", Imports: []string{root + "revgnn"}},
			"datasets imports revgnn, which"},
		{"sideways", listed{ImportPath: root + "viz", Imports: []string{root + "revgnn"}}, "viz imports revgnn, which"},
		{"unknown", listed{ImportPath: root + "extras"}, "extras is not in the table"},
		{"a parser", listed{ImportPath: root + "datasets/internal/csv", Imports: []string{root + "datasets"}},
			"datasets/internal/csv imports datasets, which"},
		{"from afar", listed{ImportPath: root + "viz", Deps: []string{"fmt", "github.com/gomlx/compute/dtypes"}},
			"viz reaches github.com/gomlx/compute/dtypes"},
		{"a backend", listed{ImportPath: root + "revgnn", Imports: []string{"github.com/gomlx/go-xla/pjrt"}},
			"only internal/xla names a backend"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := strings.Join(departures(c.p), "\n")
			if c.want == "" && found != "" || !strings.Contains(found, c.want) {
				t.Errorf("got %q, want %q", found, c.want)
			}
		})
	}
}
