#include "parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

// A job lives until the last thread that knows it has left it.
typedef struct {
	void (*work)(void *, int64_t);
	void *context;
	int64_t blocks;
	atomic_int_fast64_t next, done;
	atomic_int users;
	pthread_mutex_t lock;
	pthread_cond_t finished;
} job;

// take works on blocks until none is left. context is not touched once all blocks are done.
static void take(job *j) {
	for (;;) {
		int64_t block = atomic_fetch_add(&j->next, 1);
		if (block >= j->blocks) return;
		j->work(j->context, block);
		if (atomic_fetch_add(&j->done, 1) + 1 == j->blocks) {
			pthread_mutex_lock(&j->lock);
			pthread_cond_signal(&j->finished);
			pthread_mutex_unlock(&j->lock);
		}
	}
}

static void leave(job *j) {
	if (atomic_fetch_sub(&j->users, 1) > 1) return;
	pthread_cond_destroy(&j->finished);
	pthread_mutex_destroy(&j->lock);
	free(j);
}

static void help(void *data) {
	job *j = data;
	take(j);
	leave(j);
}

void parallel(const helpers *h, int64_t blocks, void (*work)(void *, int64_t), void *context) {
	int64_t wanted = blocks - 1 < h->count ? blocks - 1 : h->count;
	job *j = wanted > 0 ? calloc(1, sizeof(job)) : NULL;
	if (j == NULL) { // alone, also where there is no memory for a job
		for (int64_t block = 0; block < blocks; block++) work(context, block);
		return;
	}
	j->work = work, j->context = context, j->blocks = blocks;
	atomic_store(&j->users, 1);
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->finished, NULL);
	for (int64_t i = 0; i < wanted; i++) {
		atomic_fetch_add(&j->users, 1);
		if (h->schedule(h->owner, help, j) != 0) {
			atomic_fetch_sub(&j->users, 1);
			break;
		}
	}
	take(j);
	pthread_mutex_lock(&j->lock);
	while (atomic_load(&j->done) < blocks) pthread_cond_wait(&j->finished, &j->lock);
	pthread_mutex_unlock(&j->lock);
	leave(j);
}
