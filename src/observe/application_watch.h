// What client and server say to each other inside TLS, once it is decrypted: requests and replies
// as events of the trace. No I/O.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "attempt/spec.h"
#include "core/bytes.h"
#include "observe/trace_writer.h"

namespace shakedown::observe {

class ApplicationWatch {
 public:
  virtual ~ApplicationWatch() = default;
  virtual void OnClient(ByteSpan octets) = 0;
  virtual void OnServer(ByteSpan octets) = 0;
  /// The server says no more.
  virtual void OnServerEnd() = 0;
  /// Whether what is said is understood; otherwise the end of the conversation says nothing.
  virtual bool understood() const = 0;
  /// The requests in order, with method, path and host; other fields may hold secrets and are not
  /// kept.
  const std::vector<attempt::HttpRequest>& requests() const { return requests_; }

 protected:
  void Keep(attempt::HttpRequest request);

 private:
  std::vector<attempt::HttpRequest> requests_;
};

/// HTTP/1 on one connection. Writes into `writer`, borrowed. A client whose first octets are no
/// HTTP/1 request makes it not understood.
std::unique_ptr<ApplicationWatch> MakeHttp1Watch(TraceWriter* writer);
/// HTTP/2 (RFC 9113) on one connection.
std::unique_ptr<ApplicationWatch> MakeHttp2Watch(TraceWriter* writer);

/// The head of an HTTP/1 request as far as it matters here: nothing if `head`, up to and with the
/// empty line, is none. Text is printable.
std::optional<attempt::HttpRequest> ReadRequestHead(std::string_view head);

}  // namespace shakedown::observe
