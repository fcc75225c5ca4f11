package xla

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSystemMemory(t *testing.T) {
	const machine = "MemTotal:       24684092 kB\nMemFree: 1 kB\nSwapTotal:       1000 kB\n"
	for _, c := range []struct {
		name       string
		files      map[string]string
		size, swap int64
	}{
		{"another system", nil, 0, 0},
		{"a machine", map[string]string{"proc/meminfo": machine}, 24684092 << 10, 1000 << 10},
		{"without a limit", map[string]string{"proc/meminfo": machine, "sys/fs/cgroup/memory.max": "max\n"},
			24684092 << 10, 1000 << 10},
		{"a container", map[string]string{"proc/meminfo": machine, "sys/fs/cgroup/memory.max": "1000000\n",
			"proc/self/cgroup": "0::/\n"}, 1_000_000, 1000 << 10},
		{"a container without swap", map[string]string{"proc/meminfo": machine, "sys/fs/cgroup/memory.max": "1000000\n",
			"sys/fs/cgroup/memory.swap.max": "0\n"}, 1_000_000, 0},
		{"a group above", map[string]string{"proc/meminfo": machine, "proc/self/cgroup": "0::/user/job/step\n",
			"sys/fs/cgroup/user/job/memory.max": "5000\n", "sys/fs/cgroup/user/job/step/memory.max": "max\n"}, 5000,
			1000 << 10},
		{"version 1", map[string]string{"proc/meminfo": machine,
			"proc/self/cgroup":                               "5:devices:/\n4:memory:/job\n0::/\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes":     "9223372036854771712\n",
			"sys/fs/cgroup/memory/job/memory.limit_in_bytes": "7000\n"}, 7000, 1000 << 10},
		{"a path from outside", map[string]string{"proc/meminfo": machine, "proc/self/cgroup": "4:memory:/docker/abc\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "7000\n"}, 7000, 1000 << 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			for name, content := range c.files {
				path := filepath.Join(root, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if size, swap := systemMemory(root); size != c.size || swap != c.swap {
				t.Errorf("%d and %d bytes, want %d and %d", size, swap, c.size, c.swap)
			}
		})
	}
}
