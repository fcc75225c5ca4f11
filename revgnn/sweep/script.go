package sweep

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kilolayer/kilolayer/internal/atomicfile"
)

// blind is the exit status of a job that does not see the sweep's directory.
const blind = 66

// tokenFile lies in the sweep's directory and holds a word: a job that reads another one is on a machine with another
// directory of that name.
const tokenFile = "shared"

// token is the word in a sweep's directory.
func token(dir string) (string, error) {
	path := filepath.Join(dir, tokenFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		text = []byte(rand.Text())
		err = atomicfile.WriteFile(path, text)
	}
	if err != nil {
		return "", fmt.Errorf("sweep: %w", err)
	}
	return string(text), nil
}

// slack is how much more memory a job asks for than its run is estimated to need: a cluster may end one that takes
// more.
const slack = 1.25

// script is what a job of a cluster does in its shell before it becomes the program. program is a word of the shell.
// Without a word of the sweep's directory that is not looked at.
func script(f field, word, before, program string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("#!/bin/sh")
	if word != "" {
		line(`[ "$(cat %s 2>/dev/null)" = %s ] || { echo "$(hostname) does not see it"; exit %d; }`,
			quoted(filepath.Join(f.dir, tokenFile)), quoted(word), blind)
	}
	b.WriteString(before)
	line(`[ -e "$KILOLAYER_PLUGIN" ] || unset KILOLAYER_PLUGIN`) // another machine has its own elsewhere
	line(`[ ! -d %s ] || cd %[1]s`, quoted(f.command.Folder))
	fmt.Fprintf(&b, "exec %s", program)
	for _, a := range f.command.Arguments {
		b.WriteString(" " + quoted(a))
	}
	b.WriteString("\n")
	return b.String()
}

// quoted is a text as one word of the shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// handed are the variables of this program that a job of a cluster gets: those that choose a backend and its options,
// and where data lies.
func handed(environment []string) map[string]string {
	variables := map[string]string{}
	for _, v := range environment {
		name, value, _ := strings.Cut(v, "=")
		for _, begin := range []string{"KILOLAYER_", "GOMLX_", "PJRT_", "XLA_", "TF_CPP_"} {
			if strings.HasPrefix(name, begin) {
				variables[name] = value
			}
		}
	}
	return variables
}
