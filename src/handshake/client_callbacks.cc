#include "handshake/client_callbacks.h"

namespace shakedown::handshake {
namespace {

using attempt::Side;

int SinkIndex() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}
int KeyLogIndex() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

CallbackSink* SinkOf(const SSL* ssl) {
  return static_cast<CallbackSink*>(SSL_get_ex_data(ssl, SinkIndex()));
}

void OnContent(int written, int /*version*/, int content_type, const void* data, size_t length,
               SSL* ssl, void* /*unused*/) noexcept {
  if (content_type != SSL3_RT_HANDSHAKE && content_type != SSL3_RT_ALERT) return;
  const CallbackSink* sink = SinkOf(ssl);
  if (sink == nullptr) return;
  const Side from = written != 0 ? Side::kClient : Side::kServer;
  const ByteSpan content(static_cast<const uint8_t*>(data), length);
  try {
    if (content_type == SSL3_RT_HANDSHAKE && sink->saboteur != nullptr &&
        sink->saboteur->OnMessage(from, content)) {
      return;
    }
    if (content_type == SSL3_RT_ALERT) {
      sink->witness->OnAlert(from, content);
    } else {
      sink->witness->OnMessage(from, content);
    }
  } catch (...) {
    // Out of memory: the trace misses an event; the library must not see the exception.
  }
}

/// Returning 1 takes over the library's reference.
int OnNewSession(SSL* ssl, SSL_SESSION* session) noexcept {
  CallbackSink* sink = SinkOf(ssl);
  if (sink == nullptr || SSL_SESSION_is_resumable(session) == 0) return 0;
  if (sink->keep_first && sink->session != nullptr) return 0;
  sink->session.reset(session);
  return 1;
}

void OnKeyLogLine(const SSL* ssl, const char* line) noexcept {
  auto* log = static_cast<KeyLog*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), KeyLogIndex()));
  try {
    if (log != nullptr) log->Append(line);
    const CallbackSink* sink = SinkOf(ssl);
    if (sink != nullptr && sink->saboteur != nullptr) sink->saboteur->OnSecret(line);
  } catch (...) {
    // A line that does not fit into memory is lost; the handshake goes on.
  }
}

int AcceptServer(X509_STORE_CTX* /*chain*/, void* /*unused*/) noexcept { return 1; }

}  // namespace

void InstallCallbacks(SSL_CTX* context, KeyLog* key_log, bool for_damage) {
  SSL_CTX_set_msg_callback(context, OnContent);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  SSL_CTX_sess_set_new_cb(context, OnNewSession);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_cert_verify_callback(context, AcceptServer, nullptr);
  if (key_log->enabled()) SSL_CTX_set_ex_data(context, KeyLogIndex(), key_log);
  if (key_log->enabled() || for_damage) SSL_CTX_set_keylog_callback(context, OnKeyLogLine);
}

bool AttachSink(SSL* ssl, CallbackSink* sink) {
  return SSL_set_ex_data(ssl, SinkIndex(), sink) == 1;
}

}  // namespace shakedown::handshake
