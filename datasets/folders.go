package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/npz"
	"github.com/kilolayer/kilolayer/datasets/internal/planetoid"
)

// planetoidSets are the names of the sets that a folder holds in Planetoid's layout.
func planetoidSets(folder string) (names []string) {
	const marked = "graph" // a part that no set goes without
	paths, err := filepath.Glob(filepath.Join(folder, planetoid.FileName("*", marked)))
	if err != nil { // the folder's own name has signs of a pattern
		return nil
	}
	before, after, _ := strings.Cut(planetoid.FileName("*", marked), "*")
	for _, path := range paths {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), before), after))
	}
	return names
}

func isPlanetoid(path string, start []byte) bool {
	return len(start) == 0 && len(planetoidSets(path)) > 0
}

func readPlanetoid(ctx context.Context, path string) (*Graph, error) {
	names := planetoidSets(path)
	if len(names) != 1 {
		return nil, fmt.Errorf("datasets: %s holds %d sets of Planetoid, %q; name one by "+
			"FromPlanetoid", path, len(names),
			names)
	}
	return FromPlanetoid(path, names[0]).WithContext(ctx).Done()
}

// zipMark is what a zip file begins with.
const zipMark = "PK\x03\x04"

// arraysOf are the names of an archive's arrays; nil for another file.
func arraysOf(path string, start []byte) []string {
	if !strings.HasPrefix(string(start), zipMark) {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil
	}
	archive, err := npz.New(path, file, info.Size())
	if err != nil {
		return nil
	}
	return archive.Names()
}

func isBenchmark(path string, start []byte) bool {
	return hasNames(arraysOf(path, start), benchmarkArrays)
}

func readBenchmark(ctx context.Context, path string) (*Graph, error) {
	return FromNPZ(path).WithContext(ctx).Done()
}

func isHeterophilous(path string, start []byte) bool {
	return hasNames(arraysOf(path, start), heterophilousArrays)
}

func readHeterophilous(ctx context.Context, path string) (*Graph, error) {
	return FromHeterophilous(path).WithContext(ctx).Done()
}

func openSavedFile(_ context.Context, path string) (*Graph, error) { return Open(path).Done() }
