#include "handshake/http_request.h"

#include <algorithm>
#include <string_view>

#include "core/assert.h"
#include "core/text.h"

namespace shakedown::handshake {
namespace {

bool HoldsControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
  });
}

Error BrokenPart(std::string_view what, std::string_view value) {
  return Error(ErrorCode::kUsage, "the HTTP " + std::string(what) + " '" +
                                      ElideMiddle(Printable(value), 60) +
                                      "' holds a line break or a control character")
      .WithHint("percent-encode it (%0A for a line break)");
}

class RequestWriter {
 public:
  explicit RequestWriter(const attempt::HttpRequest& request) : request_(request) {}

  void Line(std::string_view name, std::string_view value) {
    text_ += name;
    text_ += ": ";
    text_ += value;
    text_ += "\r\n";
  }
  void DefaultLine(std::string_view name, std::string_view value) {
    const bool given =
        std::any_of(request_.headers.begin(), request_.headers.end(),
                    [&](const auto& field) { return EqualsIgnoringAsciiCase(field.first, name); });
    if (!given) Line(name, value);
  }
  std::string& text() { return text_; }

 private:
  const attempt::HttpRequest& request_;
  std::string text_;
};

}  // namespace

Result<std::string> WriteRequest(const attempt::HandshakeSpec& spec) {
  SHAKEDOWN_ASSERT(spec.request.has_value());
  const attempt::HttpRequest& request = *spec.request;
  const std::string& path = request.path.empty() ? spec.target.path : request.path;
  const std::string host = attempt::EffectiveHost(spec);
  if (HoldsControl(request.method)) return BrokenPart("method", request.method);
  if (HoldsControl(path)) return BrokenPart("path", path);
  if (HoldsControl(host)) return BrokenPart("host", host);

  RequestWriter writer(request);
  writer.text() = request.method + ' ' + (path.empty() ? "/" : path) + " HTTP/1.1\r\n";
  writer.DefaultLine("Host", host);
  writer.DefaultLine("User-Agent", "shakedown");
  writer.DefaultLine("Accept", "*/*");
  writer.DefaultLine("Connection", "close");
  const bool expects_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (expects_body) writer.DefaultLine("Content-Length", "0");
  for (const auto& [name, value] : request.headers) {
    if (HoldsControl(name)) return BrokenPart("field name", name);
    if (HoldsControl(value)) return BrokenPart("field", value);
    writer.Line(name, value);
  }
  writer.text() += "\r\n";
  return std::move(writer.text());
}

}  // namespace shakedown::handshake
