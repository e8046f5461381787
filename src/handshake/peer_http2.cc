#include "handshake/peer_http2.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "core/assert.h"
#include "core/text.h"
#include "handshake/peer_connection.h"

namespace shakedown::handshake {
namespace {

constexpr uint32_t kMaxStreamsAtOnce = 16;
/// Requests on one connection; then it is ended in good order.
constexpr size_t kMaxStreams = 64;
constexpr size_t kMaxBody = 64 * 1024;
constexpr int kHttp2 = 20;

/// One request as it comes in and its answer as it goes out.
struct Stream {
  RequestHead head;
  size_t field_octets = 0;
  bool has_authority = false;
  bool malformed = false;
  std::string body;
  size_t sent = 0;
};

std::string_view View(const uint8_t* data, size_t length) { return AsText({data, length}); }

struct SessionDeleter {
  void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
};

/// The library copies both; its type has no const.
nghttp2_nv Pair(const std::pair<std::string, std::string>& field) {
  return {reinterpret_cast<uint8_t*>(const_cast<char*>(field.first.data())),
          reinterpret_cast<uint8_t*>(const_cast<char*>(field.second.data())), field.first.size(),
          field.second.size(), NGHTTP2_NV_FLAG_NONE};
}

}  // namespace

/// The library keeps the framing and the order of frames; this class keeps the requests.
class PeerHttp2::Session final {
 public:
  explicit Session(Answerer answer);

  nghttp2_session* get() const { return session_.get(); }
  void Break() { broken_ = true; }
  bool over() const { return broken_ || (nghttp2_session_want_read(get()) == 0 && !WantsWrite()); }
  bool WantsWrite() const { return nghttp2_session_want_write(get()) != 0; }

 private:
  static Session& Of(void* self) { return *static_cast<Session*>(self); }
  static int OnBeginHeaders(nghttp2_session* session, const nghttp2_frame* frame,
                            void* self) noexcept;
  static int OnHeader(nghttp2_session* session, const nghttp2_frame* frame, const uint8_t* name,
                      size_t name_length, const uint8_t* value, size_t value_length, uint8_t flags,
                      void* self) noexcept;
  static int OnData(nghttp2_session* session, uint8_t flags, int32_t stream, const uint8_t* data,
                    size_t length, void* self) noexcept;
  static int OnFrame(nghttp2_session* session, const nghttp2_frame* frame, void* self) noexcept;
  static int OnStreamClosed(nghttp2_session* session, int32_t stream, uint32_t code,
                            void* self) noexcept;
  static ssize_t ReadBody(nghttp2_session* session, int32_t stream, uint8_t* out, size_t room,
                          uint32_t* flags, nghttp2_data_source* source, void* self) noexcept;

  bool Begin(int32_t stream);
  void Add(Stream& request, std::string_view name, std::string_view value);
  void Finish(int32_t number);

  const Answerer answer_;
  std::unique_ptr<nghttp2_session, SessionDeleter> session_;
  std::map<int32_t, Stream> streams_;
  size_t begun_ = 0;
  size_t body_octets_ = 0;
  bool broken_ = false;
};

PeerHttp2::Session::Session(Answerer answer) : answer_(std::move(answer)) {
  nghttp2_session_callbacks* callbacks = nullptr;
  SHAKEDOWN_ASSERT(nghttp2_session_callbacks_new(&callbacks) == 0);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, OnBeginHeaders);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, OnFrame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, OnStreamClosed);
  nghttp2_session* session = nullptr;
  const int made = nghttp2_session_server_new(&session, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  SHAKEDOWN_ASSERT(made == 0);
  session_.reset(session);
  const std::array<nghttp2_settings_entry, 2> settings = {
      {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, kMaxStreamsAtOnce},
       {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<uint32_t>(kMaxRequestHead)}}};
  broken_ =
      nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size()) != 0;
}

bool PeerHttp2::Session::Begin(int32_t stream) {
  if (++begun_ > kMaxStreams) {
    nghttp2_session_terminate_session(get(), NGHTTP2_NO_ERROR);
    return false;
  }
  Stream& request = streams_[stream];
  request.head.version = kHttp2;
  return true;
}

/// Pseudo-header fields stand for the request line and for Host (RFC 9113 section 8.3.1).
void PeerHttp2::Session::Add(Stream& request, std::string_view name, std::string_view value) {
  request.field_octets += name.size() + value.size();
  if (request.field_octets > kMaxRequestHead) {
    request.malformed = true;
    return;
  }
  RequestHead& head = request.head;
  if (name == ":method") {
    head.method = value;
  } else if (name == ":path") {
    head.target = value;
  } else if (name == ":authority") {
    head.host = value;
    request.has_authority = true;
  } else if (!name.starts_with(':')) {
    if (name == "host" && !request.has_authority) head.host = value;
    head.fields.emplace_back(name, value);
  }
}

void PeerHttp2::Session::Finish(int32_t number) {
  const auto found = streams_.find(number);
  if (found == streams_.end()) return;
  Stream& request = found->second;
  Answer answer = request.malformed ? BadRequestAnswer() : answer_(request.head);
  const auto fields = ResponseFields(answer, kPeerServerName, UtcNow());
  std::vector<nghttp2_nv> pairs;
  pairs.reserve(fields.size());
  for (const auto& field : fields) pairs.push_back(Pair(field));
  request.body = std::move(answer.body);
  nghttp2_data_provider body{};
  body.read_callback = ReadBody;
  const bool bare = request.head.method == "HEAD" || request.body.empty();
  if (nghttp2_submit_response(get(), number, pairs.data(), pairs.size(), bare ? nullptr : &body) !=
      0) {
    broken_ = true;
  }
}

int PeerHttp2::Session::OnBeginHeaders(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                       void* self) noexcept {
  if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
  try {
    Of(self).Begin(frame->hd.stream_id);
    return 0;
  } catch (...) {
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
}

int PeerHttp2::Session::OnHeader(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                 const uint8_t* name, size_t name_length, const uint8_t* value,
                                 size_t value_length, uint8_t /*flags*/, void* self) noexcept {
  Session& own = Of(self);
  const auto found = own.streams_.find(frame->hd.stream_id);
  if (found == own.streams_.end()) return 0;
  try {
    if (frame->headers.cat == NGHTTP2_HCAT_REQUEST) {
      own.Add(found->second, View(name, name_length), View(value, value_length));
    } else if (found->second.head.trailers.size() < kMaxStreamsAtOnce) {
      found->second.head.trailers.emplace_back(View(name, name_length), View(value, value_length));
    }
    return 0;
  } catch (...) {
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
}

/// Bodies are dropped, up to a limit for the connection.
int PeerHttp2::Session::OnData(nghttp2_session* /*session*/, uint8_t /*flags*/, int32_t /*stream*/,
                               const uint8_t* /*data*/, size_t length, void* self) noexcept {
  Session& own = Of(self);
  own.body_octets_ += length;
  if (own.body_octets_ > kMaxBody) {
    nghttp2_session_terminate_session(own.get(), NGHTTP2_ENHANCE_YOUR_CALM);
  }
  return 0;
}

int PeerHttp2::Session::OnFrame(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                void* self) noexcept {
  const bool request = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
  if (!request || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
  try {
    Of(self).Finish(frame->hd.stream_id);
    return 0;
  } catch (...) {
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
}

int PeerHttp2::Session::OnStreamClosed(nghttp2_session* /*session*/, int32_t stream,
                                       uint32_t /*code*/, void* self) noexcept {
  Of(self).streams_.erase(stream);
  return 0;
}

ssize_t PeerHttp2::Session::ReadBody(nghttp2_session* /*session*/, int32_t stream, uint8_t* out,
                                     size_t room, uint32_t* flags, nghttp2_data_source* /*source*/,
                                     void* self) noexcept {
  Session& own = Of(self);
  const auto found = own.streams_.find(stream);
  if (found == own.streams_.end()) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  Stream& request = found->second;
  const size_t octets = std::min(room, request.body.size() - request.sent);
  std::memcpy(out, request.body.data() + request.sent, octets);
  request.sent += octets;
  if (request.sent == request.body.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<ssize_t>(octets);
}

PeerHttp2::PeerHttp2(Answerer answer) : session_(std::make_unique<Session>(std::move(answer))) {}
PeerHttp2::~PeerHttp2() = default;

void PeerHttp2::Feed(ByteSpan octets) {
  // Violations are answered by the library itself; below zero it cannot go on.
  if (nghttp2_session_mem_recv(session_->get(), octets.data(), octets.size()) < 0) {
    session_->Break();
  }
}

std::string PeerHttp2::TakeOutput() {
  std::string output;
  while (true) {
    const uint8_t* data = nullptr;
    const ssize_t octets = nghttp2_session_mem_send(session_->get(), &data);
    if (octets < 0) session_->Break();
    if (octets <= 0) return output;
    output += View(data, static_cast<size_t>(octets));
  }
}

bool PeerHttp2::over() const { return session_->over(); }

}  // namespace shakedown::handshake
