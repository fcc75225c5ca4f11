package aot

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestLayout holds every field of ahead.h against pjrt_c_api.h as go-xla has it: a C compiler refuses what lies
// elsewhere.
func TestLayout(t *testing.T) {
	theirs := map[string]string{
		"ErrorDestroy": "PJRT_Error_Destroy_Args", "ErrorMessage": "PJRT_Error_Message_Args",
		"NamedValue": "PJRT_NamedValue", "TopologyCreate": "PJRT_TopologyDescription_Create_Args",
		"TopologyDestroy": "PJRT_TopologyDescription_Destroy_Args", "Program": "PJRT_Program",
		"Compile": "PJRT_Compile_Args", "ExecutableDestroy": "PJRT_Executable_Destroy_Args",
		"CompiledMemoryStats": "PJRT_Executable_GetCompiledMemoryStats_Args",
		"Api":                 "PJRT_Api",
	}
	fields := fieldsOf(t)
	var code strings.Builder
	code.WriteString("#include \"ahead.h\"\n#include \"pjrt_c_api.h\"\n")
	for ours, list := range fields {
		if theirs[ours] == "" {
			t.Errorf("no struct of pjrt_c_api.h is named for %s", ours)
		}
		for _, f := range list {
			fmt.Fprintf(&code, "_Static_assert(offsetof(%s, %s) == offsetof(%s, %s), \"%s.%s\");\n", ours, f,
				theirs[ours], f, ours, f)
		}
	}
	for ours, other := range theirs {
		if len(fields[ours]) == 0 {
			t.Errorf("no fields of %s were found", ours)
		}
		if ours == "NamedValue" {
			fmt.Fprintf(&code, "_Static_assert(sizeof(%s) == sizeof(%s), \"%s\");\n", ours, other, ours)
		} else if ours != "Api" {
			fmt.Fprintf(&code, "_Static_assert(sizeof(%s) >= sizeof(%s), \"%s\");\n", ours, other, ours)
		}
	}
	if out := compiled(t, code.String()); out != "" {
		t.Error(out)
	}
	// What lies elsewhere is seen.
	moved := strings.Replace(code.String(), "offsetof(Api, PJRT_Compile)", "8 + offsetof(Api, PJRT_Compile)", 1)
	if out := compiled(t, moved); !strings.Contains(out, "Api.PJRT_Compile") {
		t.Errorf("a function at another place compiles: %q", out)
	}
}

// fieldsOf lists the fields of each struct in ahead.h, but for what later versions may add and what is not called.
func fieldsOf(t *testing.T) map[string][]string {
	t.Helper()
	content, err := os.ReadFile("ahead.h")
	if err != nil {
		t.Fatal(err)
	}
	fields, list, depth := map[string][]string{}, []string(nil), 0
	for line := range strings.SplitSeq(string(content), "\n") {
		line, _, _ = strings.Cut(line, "//")
		line = strings.TrimSpace(line)
		switch {
		case strings.HasSuffix(line, "struct {"):
			depth++
		case strings.HasPrefix(line, "}") && depth > 0:
			name := strings.Trim(line, "}; ")
			if depth--; depth == 0 {
				fields[name], list = list, nil
			} else {
				list = append(list, name)
			}
		case depth == 1 && line != "" && !strings.Contains(line, " more[") && !strings.HasPrefix(line, "other "):
			if before, _, pointer := strings.Cut(line, ")("); pointer {
				line = before
			}
			words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" *();", r) })
			list = append(list, words[len(words)-1])
		}
	}
	return fields
}

// compiled is what a C compiler says of a program.
func compiled(t *testing.T, code string) string {
	t.Helper()
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/gomlx/go-xla").Output()
	if err != nil {
		t.Fatal(err)
	}
	compiler, err := exec.Command("go", "env", "CC").Output()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(strings.Fields(string(compiler))[0], "-fsyntax-only", "-x", "c", "-I.",
		"-I"+filepath.Join(strings.TrimSpace(string(module)), "pjrt"), "-")
	command.Stdin = strings.NewReader(code)
	out, err := command.CombinedOutput()
	if err == nil && len(out) > 0 {
		t.Logf("the compiler says %s", out)
		return ""
	}
	return string(out)
}
