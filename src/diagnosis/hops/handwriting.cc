#include "diagnosis/hops/handwriting.h"

#include <fmt/format.h>

#include <algorithm>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "diagnosis/dialect.h"

namespace shakedown::diagnosis {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Index of the header, or the number of headers.
size_t PositionOf(const Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& header) {
    return EqualsIgnoringAsciiCase(header.first, name);
  });
  return static_cast<size_t>(found - headers.begin());
}

bool AllLowerCase(const Headers& headers) {
  return std::all_of(headers.begin(), headers.end(),
                     [](const auto& header) { return ToLowerAscii(header.first) == header.first; });
}

/// Servers that capitalise the names of their own headers.
bool Capitalises(Product product) {
  return product == Product::kNginx || product == Product::kApache ||
         product == Product::kLighttpd || product == Product::kIis;
}

SeenHop Rewritten(std::string name, std::string sign, int event) {
  return {std::move(name), HopKind::kProxy, SeenHop::Mark::kHandwriting,
          std::move(sign), event,           false};
}

}  // namespace

std::optional<SeenHop> ByHandwriting(const attempt::HandshakeTrace& trace) {
  const auto reply = attempt::Last<attempt::HttpReply>(trace);
  if (!reply || reply->headers.size() < 3 || attempt::SpeaksHttp2(trace)) return std::nullopt;
  const Product product = ProductOf(*reply);
  const std::string author = ToString(product);
  if (Capitalises(product) && AllLowerCase(reply->headers)) {
    return Rewritten(
        "a proxy such as HAProxy",
        fmt::format("{} capitalises the names of headers; these arrived in lower case, as HAProxy "
                    "and Envoy write them",
                    author),
        reply.number);
  }
  const size_t date = PositionOf(reply->headers, "Date");
  const size_t server = PositionOf(reply->headers, "Server");
  if (product == Product::kNginx && date < server && server < reply->headers.size()) {
    return Rewritten("a proxy such as Apache httpd",
                     "nginx writes Server before Date; these arrived the other way round, as "
                     "Apache httpd writes them",
                     reply.number);
  }
  return std::nullopt;
}

}  // namespace shakedown::diagnosis
