// An HTTP/2 server on a TLS connection that stands: a script decides what becomes of each request.
#pragma once

#include <nghttp2/nghttp2.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace shakedown::testing_support {

class Http2Peer final {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;
  /// Called when a request is complete; answers with the functions below.
  using Script = std::function<void(Http2Peer& peer, int32_t stream, const Fields& request)>;

  Http2Peer(SSL* ssl, Script script) : ssl_(ssl), script_(std::move(script)) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, OnFrame);
    nghttp2_session_server_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~Http2Peer() { nghttp2_session_del(session_); }
  Http2Peer(const Http2Peer&) = delete;
  Http2Peer& operator=(const Http2Peer&) = delete;

  /// Serves until the client leaves or the script closed the session.
  void Serve() {
    unsigned char buffer[16384];
    while (Flush()) {
      const int got = SSL_read(ssl_, buffer, sizeof buffer);
      if (got <= 0) return;
      if (nghttp2_session_mem_recv(session_, buffer, static_cast<size_t>(got)) < 0) return;
    }
  }

  /// A reply with a body, which may be long.
  void Reply(int32_t stream, const std::string& status, const Fields& fields = {},
             const std::string& body = "ok") {
    bodies_[stream] = {body, 0};
    nghttp2_data_provider provider{};
    provider.source.ptr = this;
    provider.read_callback = ReadBody;
    auto pairs = Pairs(status, fields);
    nghttp2_submit_response(session_, stream, pairs.data(), pairs.size(), &provider);
  }
  /// Fields that end nothing: an interim reply, or a reply whose body never comes.
  void Headers(int32_t stream, const std::string& status, const Fields& fields = {}) {
    auto pairs = Pairs(status, fields);
    nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, stream, nullptr, pairs.data(), pairs.size(),
                           nullptr);
  }
  void Reset(int32_t stream, uint32_t code) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream, code);
  }
  void GoAway(int32_t last_stream, uint32_t code, const std::string& debug = "") {
    nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, last_stream, code,
                          reinterpret_cast<const uint8_t*>(debug.data()), debug.size());
  }
  /// Sends what is due; false once there is nothing more to be done.
  bool Flush() {
    while (true) {
      const uint8_t* data = nullptr;
      const ssize_t octets = nghttp2_session_mem_send(session_, &data);
      if (octets < 0) return false;
      if (octets == 0) break;
      if (SSL_write(ssl_, data, static_cast<int>(octets)) <= 0) return false;
    }
    return nghttp2_session_want_read(session_) != 0;
  }
  SSL* ssl() const { return ssl_; }

  static std::string Value(const Fields& fields, const std::string& name) {
    for (const auto& [key, value] : fields) {
      if (key == name) return value;
    }
    return {};
  }

 private:
  struct Body {
    std::string text;
    size_t sent = 0;
  };

  static nghttp2_nv Pair(const std::string& name, const std::string& value) {
    return {reinterpret_cast<uint8_t*>(const_cast<char*>(name.data())),
            reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
            NGHTTP2_NV_FLAG_NONE};
  }
  static std::vector<nghttp2_nv> Pairs(const std::string& status, const Fields& fields) {
    static const std::string kStatus = ":status";
    std::vector<nghttp2_nv> pairs = {Pair(kStatus, status)};
    for (const auto& [name, value] : fields) pairs.push_back(Pair(name, value));
    return pairs;
  }

  static int OnHeader(nghttp2_session* /*session*/, const nghttp2_frame* frame, const uint8_t* name,
                      size_t name_length, const uint8_t* value, size_t value_length,
                      uint8_t /*flags*/, void* self) {
    static_cast<Http2Peer*>(self)->requests_[frame->hd.stream_id].emplace_back(
        std::string(reinterpret_cast<const char*>(name), name_length),
        std::string(reinterpret_cast<const char*>(value), value_length));
    return 0;
  }
  static int OnFrame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* self) {
    auto* own = static_cast<Http2Peer*>(self);
    const bool ends = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (frame->hd.type == NGHTTP2_HEADERS && ends) {
      own->script_(*own, frame->hd.stream_id, own->requests_[frame->hd.stream_id]);
    }
    return 0;
  }
  static ssize_t ReadBody(nghttp2_session* /*session*/, int32_t stream, uint8_t* buffer,
                          size_t length, uint32_t* flags, nghttp2_data_source* source,
                          void* /*self*/) {
    Body& body = static_cast<Http2Peer*>(source->ptr)->bodies_[stream];
    const size_t octets = std::min(length, body.text.size() - body.sent);
    std::memcpy(buffer, body.text.data() + body.sent, octets);
    body.sent += octets;
    if (body.sent == body.text.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(octets);
  }

  SSL* const ssl_;
  const Script script_;
  nghttp2_session* session_ = nullptr;
  std::map<int32_t, Fields> requests_;
  std::map<int32_t, Body> bodies_;
};

}  // namespace shakedown::testing_support
