#include "handshake/http_request.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text.h"

namespace shakedown::handshake {
namespace {

bool HoldsControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
  });
}

/// The same for the value of a field, which may go on in a further line: that begins with a blank
/// and so is no field of its own.
bool HoldsControlUnfolded(std::string_view value) {
  std::string unfolded;
  for (size_t at = 0; at < value.size(); ++at) {
    const bool folds = value.substr(at).starts_with("\r\n ");
    if (folds) at += 2;
    unfolded += value[at];
  }
  return HoldsControl(unfolded);
}

Error BrokenPart(std::string_view what, std::string_view value) {
  return Error(ErrorCode::kUsage, "the HTTP " + std::string(what) + " '" +
                                      ElideMiddle(Printable(value), 60) +
                                      "' holds a line break or a control character")
      .WithHint("percent-encode it (%0A for a line break)");
}

bool Names(const PreparedRequest& request, std::string_view name) {
  return std::any_of(request.fields.begin(), request.fields.end(),
                     [&](const auto& field) { return EqualsIgnoringAsciiCase(field.first, name); });
}

/// Fields that say something about an HTTP/1.1 connection; in HTTP/2 they make a request malformed
/// (RFC 9113 section 8.2.2).
bool BelongsToConnection(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kNames = {
      "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::string TrailerNames(const PreparedRequest& request) {
  std::string names;
  for (const auto& [name, value] : request.trailers) {
    names += names.empty() ? "" : ", ";
    names += name;
  }
  return names;
}

Result<PreparedRequest> Prepare(const attempt::HandshakeSpec& spec,
                                const attempt::HttpRequest& request) {
  PreparedRequest prepared;
  prepared.method = request.method;
  prepared.path = request.target.empty() ? attempt::PathOf(spec, request) : request.target;
  prepared.host = attempt::HostOf(spec, request);
  if (HoldsControl(prepared.method)) return BrokenPart("method", prepared.method);
  if (HoldsControl(prepared.path)) return BrokenPart("path", prepared.path);
  if (HoldsControl(prepared.host)) return BrokenPart("host", prepared.host);
  for (const auto* fields : {&request.headers, &request.trailers}) {
    for (const auto& [name, value] : *fields) {
      if (HoldsControl(name)) return BrokenPart("field name", name);
      if (HoldsControlUnfolded(value)) return BrokenPart("field", value);
    }
  }
  const bool expects_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  prepared.fields = request.headers;
  prepared.trailers = request.trailers;
  std::vector<std::pair<std::string, std::string>> defaults = {{"User-Agent", "shakedown"},
                                                               {"Accept", "*/*"}};
  if (!prepared.trailers.empty()) {
    defaults.emplace_back("Transfer-Encoding", "chunked");
    defaults.emplace_back("Trailer", TrailerNames(prepared));
  } else if (expects_body) {
    defaults.emplace_back("Content-Length", "0");
  }
  std::erase_if(defaults, [&](const auto& field) { return Names(prepared, field.first); });
  prepared.fields.insert(prepared.fields.begin(), defaults.begin(), defaults.end());
  return prepared;
}

}  // namespace

Result<std::vector<PreparedRequest>> PrepareRequests(const attempt::HandshakeSpec& spec) {
  std::vector<PreparedRequest> prepared;
  for (const attempt::HttpRequest* request : attempt::RequestsOf(spec)) {
    Result<PreparedRequest> one = Prepare(spec, *request);
    if (!one) return std::move(one).error();
    prepared.push_back(std::move(*one));
  }
  return prepared;
}

std::string WriteHttp1(const PreparedRequest& request, bool last) {
  std::string text = request.method + ' ' + request.path + " HTTP/1.1\r\n";
  const auto line = [&text](std::string_view name, std::string_view value) {
    text += name;
    text += ": ";
    text += value;
    text += "\r\n";
  };
  if (!Names(request, "Host")) line("Host", request.host);
  for (const auto& [name, value] : request.fields) line(name, value);
  if (last && !Names(request, "Connection")) line("Connection", "close");
  text += "\r\n";
  if (request.trailers.empty()) return text;
  text += "0\r\n";
  for (const auto& [name, value] : request.trailers) line(name, value);
  text += "\r\n";
  return text;
}

std::vector<std::pair<std::string, std::string>> Http2Fields(const PreparedRequest& request) {
  std::vector<std::pair<std::string, std::string>> fields = {{":method", request.method},
                                                             {":scheme", "https"},
                                                             {":authority", request.host},
                                                             {":path", request.path}};
  for (const auto& [name, value] : request.fields) {
    std::string lower = ToLowerAscii(name);
    if (!BelongsToConnection(lower)) fields.emplace_back(std::move(lower), value);
  }
  return fields;
}

std::vector<std::pair<std::string, std::string>> Http2Trailers(const PreparedRequest& request) {
  std::vector<std::pair<std::string, std::string>> fields = request.trailers;
  for (auto& [name, value] : fields) name = ToLowerAscii(name);
  return fields;
}

}  // namespace shakedown::handshake
