// The part of XLA's foreign function interface that the kernels use, version 0.1 and later: the layout of the structs
// that XLA hands to a custom call and of the functions that it offers to one. XLA's own header says more
// (xla/ffi/api/c_api.h); only the fields that are read here have a type, and none may move.
#ifndef KILOLAYER_FFI_H
#define KILOLAYER_FFI_H

#include <stddef.h>
#include <stdint.h>

typedef struct ffi_extension {
	size_t size;
	int type;
	struct ffi_extension *next;
} ffi_extension;

enum { FFI_METADATA = 1 };

typedef struct {
	size_t size;
	ffi_extension *extensions;
	int major, minor;
} ffi_version;

typedef struct {
	size_t size;
	ffi_version version;
	uint32_t traits;
} ffi_metadata;

typedef struct {
	ffi_extension base;
	ffi_metadata *metadata;
} ffi_metadata_extension;

typedef enum { FFI_BOOL = 1, FFI_INT32 = 4, FFI_FLOAT32 = 11, FFI_FLOAT64 = 12 } ffi_type;

typedef struct {
	size_t size;
	ffi_extension *extensions;
	int32_t type; // of ffi_type, or another that no kernel takes
	void *data;
	int64_t rank;
	int64_t *dims;
} ffi_buffer;

typedef struct {
	size_t size;
	ffi_extension *extensions;
	int64_t count;
	int *kinds;
	ffi_buffer **buffers;
} ffi_buffers;

typedef struct {
	int32_t type;
	void *value;
} ffi_scalar;

enum { FFI_SCALAR = 3 };

typedef struct {
	size_t size;
	ffi_extension *extensions;
	int64_t count;
	int *kinds; // FFI_SCALAR among others
	void *names;
	ffi_scalar **values; // in the order of their names
} ffi_attributes;

typedef struct ffi_error ffi_error;
typedef struct ffi_context ffi_context;

typedef struct {
	size_t size;
	ffi_extension *extensions;
	const char *message;
	int code;
} ffi_error_create;

enum { FFI_INVALID_ARGUMENT = 3 };

typedef struct {
	size_t size;
	ffi_extension *extensions;
	ffi_context *context;
	void (*task)(void *data);
	void *data;
} ffi_schedule;

typedef struct {
	size_t size;
	ffi_extension *extensions;
	ffi_context *context;
	int64_t *threads;
} ffi_num_threads;

typedef struct {
	size_t size;
	ffi_extension *extensions;
	ffi_version version;
	const void *internal;
	ffi_error *(*error_create)(ffi_error_create *);
	void (*error_get_message)(void *);
	void (*error_destroy)(void *);
	void *between[8]; // functions that no kernel calls
	ffi_error *(*schedule)(ffi_schedule *);
	ffi_error *(*num_threads)(ffi_num_threads *);
} ffi_api;

typedef struct {
	size_t size;
	ffi_extension *extensions;
	const ffi_api *api;
	ffi_context *context;
	int stage; // 3 for the execution itself
	ffi_buffers arguments, results;
	ffi_attributes attributes;
} ffi_frame;

typedef ffi_error *ffi_handler(ffi_frame *);

// The part of PJRT's interface where handlers are registered: a list of extensions behind the third field of the api.
typedef struct {
	size_t size;
	ffi_extension *extensions;
} pjrt_api;

enum { PJRT_FFI = 5 };

typedef struct {
	size_t size;
	const char *target;
	size_t target_size;
	void *handler;
	const char *platform;
	size_t platform_size;
	uint32_t traits;
} pjrt_register;

typedef struct {
	ffi_extension base;
	void *type_register, *user_data_add;
	void *(*register_handler)(pjrt_register *);
} pjrt_ffi;

#endif
