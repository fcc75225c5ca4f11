// The part of PJRT's C API that compiling for a described device takes. Names, order and types are those of
// pjrt_c_api.h; TestLayout holds them against the copy of it that go-xla brings. An argument begins with its size and a
// list of extensions, which is empty here. Where a plugin is newer, its arguments may be longer, with zero for what is
// not given.

#ifndef KILOLAYER_AOT_AHEAD_H
#define KILOLAYER_AOT_AHEAD_H

#include <stddef.h>
#include <stdint.h>

enum { later = 16 }; // words that later versions may add to an argument

typedef struct Error Error;
typedef struct Topology Topology;
typedef struct Executable Executable;
typedef struct Client Client;

typedef struct {
  size_t struct_size;
  void *extension_start;
  Error *error;
  int64_t more[later];
} ErrorDestroy;

typedef struct {
  size_t struct_size;
  void *extension_start;
  const Error *error;
  const char *message; // out
  size_t message_size; // out
  int64_t more[later];
} ErrorMessage;

typedef struct { // an element of an array, so of one size
  size_t struct_size;
  void *extension_start;
  const char *name;
  size_t name_size;
  int type; // 0 for a string
  const char *string_value;
  size_t value_size;
} NamedValue;

typedef struct {
  size_t struct_size;
  void *extension_start;
  const char *topology_name;
  size_t topology_name_size;
  const NamedValue *create_options;
  size_t num_options;
  Topology *topology; // out
  int64_t more[later];
} TopologyCreate;

typedef struct {
  size_t struct_size;
  void *extension_start;
  Topology *topology;
  int64_t more[later];
} TopologyDestroy;

typedef struct {
  size_t struct_size;
  void *extension_start;
  char *code;
  size_t code_size;
  const char *format;
  size_t format_size;
  int64_t more[later];
} Program;

typedef struct {
  size_t struct_size;
  void *extension_start;
  const Topology *topology;
  const Program *program;
  const char *compile_options;
  size_t compile_options_size;
  Client *client; // none
  Executable *executable; // out
  int64_t more[later];
} Compile;

typedef struct {
  size_t struct_size;
  void *extension_start;
  Executable *executable;
  int64_t more[later];
} ExecutableDestroy;

typedef struct {
  size_t struct_size;
  void *extension_start;
  Executable *executable;
  int64_t generated_code_size_in_bytes;
  int64_t argument_size_in_bytes;
  int64_t output_size_in_bytes;
  int64_t alias_size_in_bytes;
  int64_t temp_size_in_bytes;
  int64_t more[2 * later];
} CompiledMemoryStats;

typedef void (*other)(void);

typedef struct {
  size_t struct_size;
  void *extension_start;
  struct {
    size_t struct_size;
    void *extension_start;
    int major_version;
    int minor_version;
  } pjrt_api_version;
  void (*PJRT_Error_Destroy)(ErrorDestroy *);
  void (*PJRT_Error_Message)(ErrorMessage *);
  other others_2[38];
  Error *(*PJRT_Executable_Destroy)(ExecutableDestroy *);
  other others_41[41];
  Error *(*PJRT_TopologyDescription_Create)(TopologyCreate *);
  Error *(*PJRT_TopologyDescription_Destroy)(TopologyDestroy *);
  other others_84[5];
  Error *(*PJRT_Compile)(Compile *);
  other others_90[6];
  Error *(*PJRT_Executable_GetCompiledMemoryStats)(CompiledMemoryStats *);
} Api;

// These return NULL, or what went wrong, which the caller frees.
char *topology_create(const Api *api, const char *description, size_t size, Topology **made);
char *topology_destroy(const Api *api, Topology *topology);
char *compile(const Api *api, const Topology *topology, char *program, size_t size, const char *options,
              size_t options_size, CompiledMemoryStats *memory);

#endif
