package chart

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// fixedIDs gives displays the ids 1, 2, … while the test runs.
func fixedIDs(t *testing.T) {
	t.Helper()
	before, n := newID, 0
	newID = func() string { n++; return fmt.Sprintf("kilolayer-%d", n) }
	t.Cleanup(func() { newID = before })
}

func TestFragment(t *testing.T) {
	fixedIDs(t)
	f := shapes()["shape-dots"]
	f.Title = `</script><b>"title"`
	first, err := f.Fragment(true)
	if err != nil {
		t.Fatal(err)
	}
	second, err := f.Fragment(true)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(first, `id="kilolayer-1"`) || !strings.Contains(second, `getElementById("kilolayer-2")`) {
		t.Error("two displays share an id")
	}
	if n := strings.Count(first, "</script>"); n != 1 {
		t.Errorf("the fragment ends its script %d times", n)
	}
	if strings.Contains(first, "<b>") {
		t.Error("a title is not escaped")
	}
	found := regexp.MustCompile(`(?m)^  var spec = (.*);$`).FindStringSubmatch(first)
	if found == nil {
		t.Fatal("no figure in the script")
	}
	var c spec
	if err := json.Unmarshal([]byte(found[1]), &c); err != nil || c.Title != f.Title {
		t.Errorf("title %q, %v", c.Title, err)
	}
}
