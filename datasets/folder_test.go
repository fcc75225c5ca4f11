package datasets

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFolder(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	for name, c := range map[string]struct{ set, want string }{
		"by the variable":      {filepath.Join(here, "data"), filepath.Join(here, "data")},
		"relative":             {"data", filepath.Join(here, "data")},
		"by the platform":      {"", filepath.Join(cache, "kilolayer")},
		"not there is allowed": {filepath.Join(here, "none", "such"), filepath.Join(here, "none", "such")},
	} {
		t.Setenv("KILOLAYER_DATA", c.set)
		if got, err := Folder(); err != nil || got != c.want {
			t.Errorf("%s: %q (%v), want %q", name, got, err, c.want)
		}
	}
	t.Setenv("KILOLAYER_DATA", "")
	for _, variable := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(variable, "")
	}
	if _, err := Folder(); err == nil || !strings.HasPrefix(err.Error(), "datasets: no data folder: ") ||
		!strings.HasSuffix(err.Error(), "; set KILOLAYER_DATA to one") {
		t.Errorf("error %v", err)
	}
}
