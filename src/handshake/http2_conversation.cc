#include <nghttp2/nghttp2.h>

#include <array>
#include <utility>

#include "core/assert.h"
#include "core/text.h"
#include "handshake/http2_reply.h"
#include "handshake/http_conversation.h"

namespace shakedown::handshake {
namespace {

using attempt::Http2Error;
using attempt::Side;

constexpr size_t kMaxDebugOctets = 256;
constexpr uint32_t kMaxFieldSection = 64 * 1024;
/// Ends of streams and connections that are recorded; no honest peer comes near.
constexpr size_t kMaxEvents = 8;

std::string_view View(const uint8_t* data, size_t length) { return AsText({data, length}); }

struct SessionDeleter {
  void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
};
struct CallbacksDeleter {
  void operator()(nghttp2_session_callbacks* callbacks) const {
    nghttp2_session_callbacks_del(callbacks);
  }
};
using CallbacksPtr = std::unique_ptr<nghttp2_session_callbacks, CallbacksDeleter>;

/// Borrows from `fields`. The library copies both; its type has no const.
std::vector<nghttp2_nv> Pairs(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::vector<nghttp2_nv> pairs;
  pairs.reserve(fields.size());
  for (const auto& [name, value] : fields) {
    pairs.push_back({reinterpret_cast<uint8_t*>(const_cast<char*>(name.data())),
                     reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), name.size(),
                     value.size(), NGHTTP2_NV_FLAG_NONE});
  }
  return pairs;
}

/// What a callback returns: exceptions must not pass through the library.
template <typename Work>
int Guarded(Work work) noexcept {
  try {
    work();
    return 0;
  } catch (...) {
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
}

/// The library keeps the framing and the order of frames; this class keeps what they say.
class Http2Conversation final : public HttpConversation {
 public:
  explicit Http2Conversation(std::vector<PreparedRequest> requests);

  void Begin(size_t number) override;
  std::string TakeOutput() override;
  void Feed(ByteSpan octets) override;
  void End() override {}

  bool done() const override {
    return broken_ || reply_.closed() || nghttp2_session_want_read(session_.get()) == 0;
  }
  bool complete() const override { return reply_.complete(); }
  bool reusable() const override { return !broken_ && !away_ && !refused_ && reply_.closed(); }
  bool announces_close() const override { return away_; }
  std::optional<attempt::HttpReply> Reply() const override { return reply_.Reply(); }
  uint32_t stream() const override { return reply_.stream(); }
  std::vector<attempt::EventBody> TakeEvents() override { return std::exchange(events_, {}); }
  void Refuse() override;
  void Leave() override;

 private:
  static CallbacksPtr MakeCallbacks();
  static int OnBeginHeaders(nghttp2_session* session, const nghttp2_frame* frame,
                            void* self) noexcept;
  static int OnHeader(nghttp2_session* session, const nghttp2_frame* frame, const uint8_t* name,
                      size_t name_length, const uint8_t* value, size_t value_length, uint8_t flags,
                      void* self) noexcept;
  static int OnData(nghttp2_session* session, uint8_t flags, int32_t stream, const uint8_t* data,
                    size_t length, void* self) noexcept;
  static int OnFrame(nghttp2_session* session, const nghttp2_frame* frame, void* self) noexcept;
  static int OnFrameSent(nghttp2_session* session, const nghttp2_frame* frame, void* self) noexcept;
  static int OnStreamClosed(nghttp2_session* session, int32_t stream, uint32_t code,
                            void* self) noexcept;
  static ssize_t EmptyBody(nghttp2_session* session, int32_t stream, uint8_t* out, size_t room,
                           uint32_t* flags, nghttp2_data_source* source, void* self) noexcept;

  static Http2Conversation& Of(void* self) { return *static_cast<Http2Conversation*>(self); }
  bool IsOurs(int32_t stream) const { return static_cast<uint32_t>(stream) == reply_.stream(); }
  bool IsReplyFields(const nghttp2_frame& frame) const {
    return frame.hd.type == NGHTTP2_HEADERS && IsOurs(frame.hd.stream_id);
  }
  void Record(attempt::EventBody event) {
    if (events_seen_++ < kMaxEvents) events_.push_back(std::move(event));
  }
  void RecordEnd(Side from, const nghttp2_frame& frame);
  /// Gives the connection up if what the peer sent cannot be taken.
  void Take(bool taken);

  const std::vector<PreparedRequest> requests_;
  std::unique_ptr<nghttp2_session, SessionDeleter> session_;
  Http2Reply reply_{0};
  std::vector<attempt::EventBody> events_;
  size_t events_seen_ = 0;
  bool broken_ = false;   ///< the library cannot go on
  bool away_ = false;     ///< the peer sent GOAWAY
  bool refused_ = false;  ///< we did, or are about to
};

CallbacksPtr Http2Conversation::MakeCallbacks() {
  nghttp2_session_callbacks* made = nullptr;
  SHAKEDOWN_ASSERT(nghttp2_session_callbacks_new(&made) == 0);
  CallbacksPtr callbacks(made);
  nghttp2_session_callbacks_set_on_begin_headers_callback(made, OnBeginHeaders);
  nghttp2_session_callbacks_set_on_header_callback(made, OnHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, OnData);
  nghttp2_session_callbacks_set_on_frame_recv_callback(made, OnFrame);
  nghttp2_session_callbacks_set_on_frame_send_callback(made, OnFrameSent);
  nghttp2_session_callbacks_set_on_stream_close_callback(made, OnStreamClosed);
  return callbacks;
}

Http2Conversation::Http2Conversation(std::vector<PreparedRequest> requests)
    : requests_(std::move(requests)) {
  const CallbacksPtr callbacks = MakeCallbacks();
  nghttp2_session* session = nullptr;
  SHAKEDOWN_ASSERT(nghttp2_session_client_new(&session, callbacks.get(), this) == 0);
  session_.reset(session);
  const std::array<nghttp2_settings_entry, 2> settings = {
      {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
       {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, kMaxFieldSection}}};
  broken_ =
      nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size()) != 0;
}

void Http2Conversation::Begin(size_t number) {
  SHAKEDOWN_ASSERT(number < requests_.size());
  const PreparedRequest& request = requests_[number];
  const auto fields = Http2Fields(request);
  const std::vector<nghttp2_nv> pairs = Pairs(fields);
  nghttp2_data_provider trailers{};
  trailers.source.ptr = const_cast<PreparedRequest*>(&request);
  trailers.read_callback = EmptyBody;
  const int32_t stream =
      nghttp2_submit_request(session_.get(), nullptr, pairs.data(), pairs.size(),
                             request.trailers.empty() ? nullptr : &trailers, nullptr);
  if (stream <= 0) {
    broken_ = true;
    return;
  }
  reply_ = Http2Reply(static_cast<uint32_t>(stream));
}

std::string Http2Conversation::TakeOutput() {
  std::string output;
  while (true) {
    const uint8_t* data = nullptr;
    const ssize_t octets = nghttp2_session_mem_send(session_.get(), &data);
    if (octets < 0) broken_ = true;
    if (octets <= 0) return output;
    output += View(data, static_cast<size_t>(octets));
  }
}

void Http2Conversation::Feed(ByteSpan octets) {
  if (broken_) return;
  // A violation of the protocol is answered by the library itself, with GOAWAY or RST_STREAM; what
  // it returns below zero means that it cannot go on, because of a flood for instance.
  if (nghttp2_session_mem_recv(session_.get(), octets.data(), octets.size()) >= 0) return;
  broken_ = true;
  Take(false);
}

void Http2Conversation::Refuse() {
  if (std::exchange(refused_, true)) return;
  nghttp2_session_terminate_session(session_.get(), NGHTTP2_PROTOCOL_ERROR);
}

void Http2Conversation::Take(bool taken) {
  if (taken || std::exchange(refused_, true)) return;
  // Without a status there is no reply at all; with one there is too much of it.
  const bool too_much = reply_.Reply().has_value();
  nghttp2_session_terminate_session(session_.get(),
                                    too_much ? NGHTTP2_ENHANCE_YOUR_CALM : NGHTTP2_PROTOCOL_ERROR);
}

void Http2Conversation::Leave() {
  if (!broken_ && !refused_) nghttp2_session_terminate_session(session_.get(), NGHTTP2_NO_ERROR);
}

int Http2Conversation::OnBeginHeaders(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                      void* self) noexcept {
  Http2Conversation& own = Of(self);
  return Guarded([&] {
    if (own.IsReplyFields(*frame)) own.reply_.BeginFields();
  });
}

int Http2Conversation::OnHeader(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                const uint8_t* name, size_t name_length, const uint8_t* value,
                                size_t value_length, uint8_t /*flags*/, void* self) noexcept {
  Http2Conversation& own = Of(self);
  return Guarded([&] {
    if (!own.IsReplyFields(*frame)) return;
    own.Take(own.reply_.AddField(View(name, name_length), View(value, value_length)));
  });
}

int Http2Conversation::OnData(nghttp2_session* /*session*/, uint8_t /*flags*/, int32_t stream,
                              const uint8_t* data, size_t length, void* self) noexcept {
  Http2Conversation& own = Of(self);
  return Guarded([&] {
    if (own.IsOurs(stream)) own.Take(own.reply_.AppendBody(View(data, length)));
  });
}

int Http2Conversation::OnFrame(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                               void* self) noexcept {
  Http2Conversation& own = Of(self);
  return Guarded([&] {
    if (own.IsReplyFields(*frame)) return own.Take(own.reply_.EndFields());
    own.RecordEnd(Side::kServer, *frame);
    if (frame->hd.type == NGHTTP2_GOAWAY) own.away_ = true;
  });
}

int Http2Conversation::OnFrameSent(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                   void* self) noexcept {
  // A goodbye of ours is no news.
  const bool goodbye =
      frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code == NGHTTP2_NO_ERROR;
  return Guarded([&] {
    if (!goodbye) Of(self).RecordEnd(Side::kClient, *frame);
  });
}

void Http2Conversation::RecordEnd(Side from, const nghttp2_frame& frame) {
  if (frame.hd.type == NGHTTP2_GOAWAY) {
    const std::string_view debug =
        View(frame.goaway.opaque_data, frame.goaway.opaque_data_len).substr(0, kMaxDebugOctets);
    Record(attempt::GoAway{from, static_cast<uint32_t>(frame.goaway.last_stream_id),
                           Http2Error{frame.goaway.error_code}, Printable(debug)});
  } else if (frame.hd.type == NGHTTP2_RST_STREAM && IsOurs(frame.hd.stream_id) &&
             !reply_.complete()) {
    Record(attempt::StreamReset{from, static_cast<uint32_t>(frame.hd.stream_id),
                                Http2Error{frame.rst_stream.error_code}});
  }
}

/// No octet of a body, and trailers behind it.
ssize_t Http2Conversation::EmptyBody(nghttp2_session* session, int32_t stream, uint8_t* /*out*/,
                                     size_t /*room*/, uint32_t* flags, nghttp2_data_source* source,
                                     void* /*self*/) noexcept {
  const int done = Guarded([&] {
    const auto fields = Http2Trailers(*static_cast<const PreparedRequest*>(source->ptr));
    const std::vector<nghttp2_nv> pairs = Pairs(fields);
    nghttp2_submit_trailer(session, stream, pairs.data(), pairs.size());
  });
  *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
  return done;
}

int Http2Conversation::OnStreamClosed(nghttp2_session* /*session*/, int32_t stream, uint32_t code,
                                      void* self) noexcept {
  Http2Conversation& own = Of(self);
  if (own.IsOurs(stream)) own.reply_.Close(code == NGHTTP2_NO_ERROR);
  return 0;
}

}  // namespace

std::unique_ptr<HttpConversation> MakeHttp2Conversation(std::vector<PreparedRequest> requests) {
  return std::make_unique<Http2Conversation>(std::move(requests));
}

}  // namespace shakedown::handshake
