package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// A task is what a process of its own measures: its peak of memory is that of what it does, and of nothing else.
var tasks = map[string]func(path string) (any, error){
	"make":     makeFile,
	"cut":      openAndCut,
	"convert":  convert,
	"tables":   readTables,
	"resident": measureResident,
	"sweep":    measureSweep,
	"detached": detachAndFollow,
}

// child does the task that the parent asks for, and prints its result.
func child(task, path string) error {
	do, known := tasks[task]
	if !known {
		return fmt.Errorf("bench: no task %q", task)
	}
	result, err := do(path)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}
