package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "build", "bench.json")
	var f figures
	f.add("rev/temp_bytes/7", 41503232, "B")
	if err := f.write(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0]["name"] != "rev/temp_bytes/7" || got[0]["value"] != 41503232.0 || got[0]["unit"] != "B" {
		t.Errorf("wrote %s", text)
	}
}
