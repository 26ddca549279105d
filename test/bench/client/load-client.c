/*
 * A load client for the hub and its bare peers: many WebSocket lines in one epoll loop, just enough Engine.IO and
 * Socket.IO (v4) to sign in, subscribe, resume and send commands. It is steered by lines on stdin and answers each
 * with one line of JSON. Events carry `"sent":"<16 digits>"`, the microsecond (CLOCK_MONOTONIC) at which they were meant
 * to be sent, so that a late sender counts as latency.
 *
 *   open <count> <at once> <streams for each line> <prefix> <streams> <first>   lines that subscribe to bench:<prefix><0..streams-1>
 *   expect <events> <timeout ms>       waits until so many events came since `reset`
 *   reset | report | record | arrivals counters to zero; counters; keep the arrivals at line 0; print them
 *   cut | resume <at once> <offset> <timeout ms>    resets every line; all come back from where they were, up to <offset>
 *   narrow                             lines opened from now on have the smallest receive buffer
 *   stall | unstall                    stops and goes on reading, all lines
 *   command <ms> <lines> <room>        closed loop of bench.message.post, one in flight for each line
 *   close                              resets every line and forgets it
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum state { CLOSED, CONNECTING, UPGRADING, OPENING, ENTERING, SUBSCRIBING, LIVE };
enum waiting { NOTHING, READY, EVENTS, CAUGHT_UP, COMMANDS };

struct line {
  int fd, id, answered, stalled, retry;
  enum state state;
  long long last, retry_at, asked;
  char epoch[20], *rest;
  size_t held;
};

#define MAX_LINES 12000
#define INPUT (8 << 20)
#define BUCKETS (1024 + 32 * 512)
#define RECORDED 200000

static struct line lines[MAX_LINES];
static int line_count, live, opening, at_once, next_to_open, per_line, streams, first_token, port, epoll_fd, retrying, commanding, narrow;
static char prefix[64] = "", room[64] = "", *tokens[MAX_LINES], input[INPUT];
static int token_count;
static enum waiting waiting;
static long long target, deadline, began, command_until, command_number;
static struct { long long events, frames, bytes, lost, repeated, refused, recovered, closed, close_code, done, failed; struct rusage usage; long long at; } seen;
static unsigned int histogram[BUCKETS], commands_histogram[BUCKETS];
static struct { long long sent, at; } recorded[RECORDED];
static int recording, recorded_count;

static long long now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static void fail(const char *what) {
  fprintf(stderr, "load client: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* Buckets of 1 us up to 1 ms, then of 0.2 %. */
static void count_in(unsigned int *buckets, long long us) {
  if (us < 0) us = 0;
  if (us < 1024) { buckets[us]++; return; }
  int e = 63 - __builtin_clzll((unsigned long long)us);
  if (e > 40) e = 40;
  buckets[1024 + (e - 10) * 512 + (int)((us >> (e - 9)) & 511)]++;
}

static double percentile(const unsigned int *buckets, double share) {
  unsigned long long total = 0, sum = 0;
  for (int i = 0; i < BUCKETS; i++) total += buckets[i];
  if (total == 0) return -1;
  for (int i = 0; i < BUCKETS; i++) {
    sum += buckets[i];
    if ((double)sum >= share * (double)total) {
      if (i < 1024) return i / 1000.0;
      int e = (i - 1024) / 512 + 10;
      return (double)((512LL + (i - 1024) % 512) << (e - 9)) / 1000.0;
    }
  }
  return -1;
}

static void release(struct line *l) {
  if (l->fd < 0) return;
  struct linger reset = { 1, 0 };
  setsockopt(l->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  close(l->fd);
  l->fd = -1;
  free(l->rest);
  l->rest = NULL;
  l->held = 0;
  if (l->state == LIVE) live--;
  else if (l->state != CLOSED) opening--;
  l->state = CLOSED;
}

static void lose(struct line *l) {
  if (l->state != CLOSED && l->state != LIVE) seen.failed++;
  seen.closed++;
  release(l);
}

static void write_all(struct line *l, const char *data, size_t size) {
  while (size > 0) {
    ssize_t n = send(l->fd, data, size, MSG_NOSIGNAL);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (n < 0) return;
    data += n;
    size -= (size_t)n;
  }
}

/* One masked text frame; a mask of zeros leaves the text as it is. */
static void say(struct line *l, const char *format, ...) {
  char frame[2048];
  va_list args;
  va_start(args, format);
  int size = vsnprintf(frame + 8, sizeof frame - 8, format, args);
  va_end(args);
  int head = size < 126 ? 6 : 8;
  char *start = frame + 8 - head;
  memset(start, 0, (size_t)head);
  start[0] = (char)0x81;
  if (size < 126) start[1] = (char)(0x80 | size);
  else { start[1] = (char)(0x80 | 126); start[2] = (char)(size >> 8); start[3] = (char)size; }
  write_all(l, start, (size_t)(size + head));
}

static void subscribe(struct line *l) {
  l->answered = 0;
  for (int i = 0; i < per_line; i++) {
    int stream = (int)(((long long)l->id * per_line + i) % streams);
    if (l->last >= 0 && per_line == 1) say(l, "42/hub,%d[\"stream.subscribe\",{\"stream\":\"bench:%s%d\",\"position\":\"%s.%lld\"}]", i, prefix, stream, l->epoch, l->last);
    else say(l, "42/hub,%d[\"stream.subscribe\",{\"stream\":\"bench:%s%d\"}]", i, prefix, stream);
  }
}

static void go_live(struct line *l) {
  if (l->state == LIVE) return;
  l->state = LIVE;
  opening--;
  live++;
}

static void post(struct line *l) {
  l->asked = now_us();
  say(l, "42/hub,%d[\"bench.message.post\",{\"roomId\":\"%s\",\"text\":\"A message of a member to the room.\"},{\"id\":\"c%d-%lld-%lld\"}]", l->id, room, getpid(), began, command_number++);
}

static const char *find(const char *from, const char *end, const char *word, size_t size) {
  return memmem(from, (size_t)(end - from), word, size);
}
#define FIND(from, end, word) find(from, end, word, sizeof word - 1)

static long long number_after_dot(const char *at, const char *end) {
  const char *dot = memchr(at, '.', (size_t)(end - at));
  return dot == NULL ? -1 : atoll(dot + 1);
}

static void keep_epoch(struct line *l, const char *at, const char *end) {
  const char *dot = memchr(at, '.', (size_t)(end - at));
  if (dot == NULL || dot - at >= (long)sizeof l->epoch) return;
  memcpy(l->epoch, at, (size_t)(dot - at));
  l->epoch[dot - at] = 0;
}

/* Counts the events of one frame, and checks that none is missing and none comes twice where the line reads one stream. */
static void on_events(struct line *l, const char *at, const char *end, long long now) {
  long long to = -1;
  int check = per_line == 1;
  seen.frames++;
  const char *head = at + 260 < end ? at + 260 : end, *from = FIND(at, head, "\"from\":\"");
  if (from != NULL) {
    long long covered = number_after_dot(from, end);
    if (check && l->last >= 0 && covered > l->last) seen.lost += covered - l->last;
    if (check && covered > l->last) l->last = covered;
    keep_epoch(l, from + 8, end);
    const char *until = FIND(from, end, "\"to\":\"");
    if (until != NULL) to = number_after_dot(until, end);
  }
  for (const char *event = FIND(at, end, "\"position\":\""); event != NULL; event = FIND(event, end, "\"position\":\"")) {
    long long offset = number_after_dot(event, end);
    event = FIND(event, end, "\"sent\":\"");
    if (event == NULL) return;
    long long sent = atoll(event + 8);
    event += 24;
    seen.events++;
    count_in(histogram, now - sent);
    if (recording && l->id == 0 && recorded_count < RECORDED) {
      recorded[recorded_count].sent = sent;
      recorded[recorded_count++].at = now;
    }
    if (!check) continue;
    if (l->last >= 0 && offset <= l->last) seen.repeated++;
    else if (l->last >= 0 && offset > l->last + 1) seen.lost += offset - l->last - 1;
    if (offset > l->last) l->last = offset;
  }
  if (check && to > l->last) l->last = to;
}

static void on_answer(struct line *l, const char *at, const char *end, long long now) {
  int ok = FIND(at, end, "\"ok\":true") != NULL;
  if (l->state == LIVE && commanding) {
    count_in(commands_histogram, now - l->asked);
    if (ok) seen.done++;
    else seen.refused++;
    if (now < command_until) post(l);
    else commanding--;
    return;
  }
  if (!ok) {
    seen.refused++;
    l->retry = 1;
    l->retry_at = now + 200000;
    retrying++;
    return;
  }
  if (FIND(at, end, "\"recovered\":true") != NULL) seen.recovered++;
  const char *position = FIND(at, end, "\"position\":\"");
  if (position != NULL && per_line == 1) {
    l->last = number_after_dot(position, end);
    keep_epoch(l, position + 12, end);
  }
  if (++l->answered == per_line) go_live(l);
}

static void on_text(struct line *l, const char *at, const char *end, long long now) {
  size_t size = (size_t)(end - at);
  if (size == 0) return;
  if (at[0] == '2') say(l, "3");
  else if (at[0] == '0') { l->state = ENTERING; say(l, "40/hub,{\"token\":\"%s\"}", tokens[(first_token + l->id) % token_count]); }
  else if (size > 9 && memcmp(at, "42/hub,[\"event", 14) == 0) on_events(l, at, end, now);
  else if (size > 7 && memcmp(at, "43/hub,", 7) == 0) on_answer(l, at, end, now);
  else if (size > 7 && memcmp(at, "44/hub,", 7) == 0) lose(l);
  else if (size > 7 && memcmp(at, "40/hub,", 7) == 0) {
    if (per_line == 0) go_live(l);
    else { l->state = SUBSCRIBING; subscribe(l); }
  }
}

/* Takes whole frames off the input; answers how many bytes were used, or -1 when the line is gone. */
static long take_frames(struct line *l, char *data, size_t size, long long now) {
  size_t used = 0;
  if (l->state == UPGRADING) {
    char *end = memmem(data, size, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    if (memcmp(data, "HTTP/1.1 101", 12) != 0) { lose(l); return -1; }
    used = (size_t)(end + 4 - data);
    l->state = OPENING;
  }
  while (size - used >= 2) {
    unsigned char *frame = (unsigned char *)data + used;
    size_t head = 2, length = frame[1] & 127;
    if (length == 126) head = 4;
    if (length == 127) head = 10;
    if (size - used < head) break;
    if (head == 4) length = (size_t)frame[2] << 8 | frame[3];
    if (head == 10) { length = 0; for (int i = 2; i < 10; i++) length = length << 8 | frame[i]; }
    if (size - used < head + length) break;
    if ((frame[0] & 15) == 8) {
      if (length >= 2) seen.close_code = frame[head] << 8 | frame[head + 1];
      lose(l);
      return -1;
    }
    if ((frame[0] & 15) == 1) on_text(l, data + used + head, data + used + head + length, now);
    if (l->fd < 0) return -1;
    used += head + length;
  }
  return (long)used;
}

static void on_input(struct line *l) {
  size_t held = l->held;
  if (held > 0) memcpy(input, l->rest, held);
  ssize_t got = recv(l->fd, input + held, INPUT - held, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) { lose(l); return; }
  seen.bytes += got;
  size_t size = held + (size_t)got;
  long used = take_frames(l, input, size, now_us());
  if (used < 0) return;
  l->held = size - (size_t)used;
  free(l->rest);
  l->rest = NULL;
  if (l->held > 0) {
    l->rest = malloc(l->held);
    memcpy(l->rest, input + used, l->held);
  }
}

static void watch(struct line *l, unsigned int events, int how) {
  struct epoll_event e = { .events = events, .data.ptr = l };
  if (epoll_ctl(epoll_fd, how, l->fd, &e) < 0) fail("epoll_ctl");
}

static void begin(struct line *l) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  l->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (l->fd < 0) fail("socket (too many open files? see ulimit -n)");
  int yes = 1;
  setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  int smallest = 4096;
  if (narrow) setsockopt(l->fd, SOL_SOCKET, SO_RCVBUF, &smallest, sizeof smallest);
  l->state = CONNECTING;
  l->stalled = 0;
  l->retry = 0;
  opening++;
  if (connect(l->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) fail("connect");
  watch(l, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

static void on_connected(struct line *l) {
  char request[256];
  int size = snprintf(request, sizeof request, "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", port);
  l->state = UPGRADING;
  watch(l, EPOLLIN, EPOLL_CTL_MOD);
  write_all(l, request, (size_t)size);
}

static void open_more(void) {
  while (next_to_open < line_count && opening < at_once) {
    struct line *l = &lines[next_to_open++];
    if (l->state == CLOSED) begin(l);
  }
}

static double seconds_of(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

static void report(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime) - seconds_of(seen.usage.ru_utime) - seconds_of(seen.usage.ru_stime);
  printf("{\"lines\":%d,\"live\":%d,\"events\":%lld,\"frames\":%lld,\"bytes\":%lld,\"lost\":%lld,\"repeated\":%lld,\"refused\":%lld,\"recovered\":%lld,"
    "\"closed\":%lld,\"closeCode\":%lld,\"failed\":%lld,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f,\"cpu\":%.4f,\"ms\":%.1f}\n",
    line_count, live, seen.events, seen.frames, seen.bytes, seen.lost, seen.repeated, seen.refused, seen.recovered, seen.closed, seen.close_code, seen.failed,
    percentile(histogram, 0.5), percentile(histogram, 0.99), percentile(histogram, 1), cpu, (double)(now_us() - seen.at) / 1000.0);
}

static void reset(void) {
  memset(&seen, 0, sizeof seen);
  memset(histogram, 0, sizeof histogram);
  getrusage(RUSAGE_SELF, &seen.usage);
  seen.at = now_us();
}

static void answer(const char *what) {
  printf("{\"done\":%s,\"live\":%d,\"events\":%lld,\"refused\":%lld,\"failed\":%lld,\"ms\":%.2f,\"commands\":%lld,\"p50\":%.3f,\"p99\":%.3f,\"bytes\":%lld}\n", what, live, seen.events, seen.refused, seen.failed,
    (double)(now_us() - began) / 1000.0, seen.done, percentile(commands_histogram, 0.5), percentile(commands_histogram, 0.99), seen.bytes);
  waiting = NOTHING;
}

static int caught_up(void) {
  for (int i = 0; i < line_count; i++) if (lines[i].last < target) return 0;
  return 1;
}

/* Answers the command that waits, once it is fulfilled or its time is over. */
static void settle(void) {
  if (waiting == NOTHING) return;
  int done = (waiting == READY && live == line_count) || (waiting == EVENTS && seen.events >= target) || (waiting == COMMANDS && commanding == 0)
    || (waiting == CAUGHT_UP && live == line_count && caught_up());
  int hopeless = waiting == READY && opening == 0 && retrying == 0 && next_to_open == line_count && live < line_count;
  if (done) answer("true");
  else if (hopeless || now_us() > deadline) answer("false");
}

static void await(enum waiting what, long long timeout_ms) {
  waiting = what;
  deadline = now_us() + timeout_ms * 1000;
}

static void open_lines(const char *arguments) {
  int count = 0;
  if (sscanf(arguments, "%d %d %d %60s %d %d", &count, &at_once, &per_line, prefix, &streams, &first_token) < 6 || line_count + count > MAX_LINES) { printf("{\"done\":false}\n"); return; }
  for (int i = line_count; i < line_count + count; i++) {
    memset(&lines[i], 0, sizeof lines[i]);
    lines[i].fd = -1;
    lines[i].id = i;
    lines[i].last = -1;
  }
  next_to_open = line_count;
  line_count += count;
  began = now_us();
  await(READY, 120000);
  open_more();
}

static void obey(const char *command) {
  int count = 0;
  long long timeout = 0;
  if (strncmp(command, "open ", 5) == 0) open_lines(command + 5);
  else if (sscanf(command, "expect %lld %lld", &target, &timeout) == 2) { began = now_us(); await(EVENTS, timeout); }
  else if (strcmp(command, "reset") == 0) { reset(); printf("{}\n"); }
  else if (strcmp(command, "report") == 0) report();
  else if (strcmp(command, "record") == 0) { recording = 1; recorded_count = 0; printf("{}\n"); }
  else if (strcmp(command, "arrivals") == 0) {
    printf("[");
    for (int i = 0; i < recorded_count; i++) printf("%s[%lld,%lld]", i ? "," : "", recorded[i].sent, recorded[i].at);
    printf("]\n");
    recording = 0;
  } else if (strcmp(command, "cut") == 0 || strcmp(command, "close") == 0) {
    for (int i = 0; i < line_count; i++) release(&lines[i]);
    if (command[1] == 'l') line_count = 0;
    printf("{}\n");
  } else if (sscanf(command, "resume %d %lld %lld", &at_once, &target, &timeout) == 3) {
    next_to_open = 0;
    began = now_us();
    await(CAUGHT_UP, timeout);
    open_more();
  } else if (strcmp(command, "narrow") == 0) {
    narrow = 1;
    printf("{}\n");
  } else if (strcmp(command, "stall") == 0) {
    for (int i = 0; i < line_count; i++) if (lines[i].fd >= 0) { lines[i].stalled = 1; watch(&lines[i], 0, EPOLL_CTL_MOD); }
    printf("{}\n");
  } else if (strcmp(command, "unstall") == 0) {
    for (int i = 0; i < line_count; i++) if (lines[i].stalled && lines[i].fd >= 0) { lines[i].stalled = 0; watch(&lines[i], EPOLLIN, EPOLL_CTL_MOD); }
    printf("{}\n");
  } else if (sscanf(command, "command %lld %d %60s", &timeout, &count, room) == 3) {
    memset(commands_histogram, 0, sizeof commands_histogram);
    seen.done = seen.refused = 0;
    began = now_us();
    command_until = began + timeout * 1000;
    commanding = count;
    await(COMMANDS, timeout + 15000);
    for (int i = 0; i < count; i++) post(&lines[i]);
  } else printf("{\"unknown\":true}\n");
}

static void read_orders(void) {
  static char orders[65536];
  static size_t held;
  ssize_t got = read(0, orders + held, sizeof orders - held - 1);
  if (got <= 0) exit(0);
  held += (size_t)got;
  for (char *end; (end = memchr(orders, '\n', held)) != NULL;) {
    *end = 0;
    obey(orders);
    held -= (size_t)(end + 1 - orders);
    memmove(orders, end + 1, held);
  }
}

static void retry_refused(void) {
  long long now = now_us();
  for (int i = 0; i < line_count; i++) {
    if (!lines[i].retry || lines[i].retry_at > now) continue;
    lines[i].retry = 0;
    retrying--;
    if (lines[i].state == SUBSCRIBING) subscribe(&lines[i]);
  }
}

static void read_tokens(const char *path) {
  char text[1024];
  FILE *file = fopen(path, "r");
  if (file == NULL) fail(path);
  while (token_count < MAX_LINES && fgets(text, sizeof text, file) != NULL) {
    text[strcspn(text, "\n")] = 0;
    tokens[token_count++] = strdup(text);
  }
  fclose(file);
}

int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "load-client <port> <file of tokens, one a line>\n"); return 2; }
  port = atoi(argv[1]);
  read_tokens(argv[2]);
  setvbuf(stdout, NULL, _IOLBF, 1 << 20);
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event orders = { .events = EPOLLIN, .data.ptr = NULL }, ready[512];
  if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &orders) < 0) fail("stdin");
  reset();
  for (;;) {
    int count = epoll_wait(epoll_fd, ready, 512, waiting == NOTHING ? 1000 : 5);
    for (int i = 0; i < count; i++) {
      struct line *l = ready[i].data.ptr;
      if (l == NULL) { read_orders(); continue; }
      if (l->fd < 0) continue;
      if (l->state == CONNECTING && (ready[i].events & EPOLLOUT)) on_connected(l);
      else if (ready[i].events & EPOLLIN) on_input(l);
      else if (ready[i].events & (EPOLLERR | EPOLLHUP)) lose(l);
    }
    if (retrying > 0) retry_refused();
    open_more();
    settle();
  }
}
