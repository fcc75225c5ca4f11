package sweep

import (
	"encoding/json"
	"fmt"
	"os"
)

// assignmentVariable holds, as JSON, what a process is to train that was started for one run of a sweep.
const assignmentVariable = "KILOLAYER_SWEEP_RUN"

// assignment is what a process is started for: the program runs again up to the sweep, and trains one run of it.
type assignment struct {
	Sweep   string `json:"sweep"`   // the sweep's directory, as the program gives it
	Dir     string `json:"dir"`     // of the run, as an absolute path
	Setting string `json:"setting"` // its name, with the seed
	Epochs  int    `json:"epochs"`  // to the first evaluation after so many
	Extend  bool   `json:"extend,omitempty"`
	Apart   bool   `json:"apart,omitempty"` // from the sweep's directory: the run goes back in the log
}

// assigned is nil in a process that was not started for a run of a sweep.
var assigned = takeAssignment()

// takeAssignment reads what this process is for, and hides it from those that it starts.
func takeAssignment() *assignment {
	text := os.Getenv(assignmentVariable)
	os.Unsetenv(assignmentVariable)
	a := new(assignment)
	if json.Unmarshal([]byte(text), a) != nil || a.Dir == "" {
		return nil
	}
	return a
}

// String is the assignment as its variable holds it: one line.
func (a assignment) String() string {
	text, err := json.Marshal(a)
	if err != nil { // of texts and numbers
		panic(err)
	}
	return string(text)
}

// variable is the assignment for a process's environment.
func (a assignment) variable() string { return assignmentVariable + "=" + a.String() }

// in finds the assignment's setting.
func (a assignment) in(settings []Setting) (Setting, error) {
	for _, s := range settings {
		if s.String() == a.Setting {
			return s, nil
		}
	}
	return Setting{}, fmt.Errorf("sweep: the program has no setting %s when it is run again; name the same options "+
		"and values each time", a.Setting)
}
