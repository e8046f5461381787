#include "diagnosis/hops/seen_hop.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "diagnosis/hops/handwriting.h"
#include "diagnosis/listing.h"

namespace shakedown::diagnosis {
namespace {

constexpr size_t kLongestSign = 80;
constexpr size_t kLongestName = 40;
/// A chain or a list of headers from a peer may be long; marks stand near the beginning.
constexpr size_t kMostLookedAt = 200;

bool Contains(std::string_view text, std::string_view part) {
  return ToLowerAscii(text).find(part) != std::string::npos;
}

std::string HeaderText(std::string_view name, std::string_view value) {
  return fmt::format("{}: {}", Printable(name), ElideEnd(Printable(value), kLongestSign));
}

bool Fits(const IssuerMark& mark, const tls::DistinguishedName& issuer) {
  for (const auto& rdn : issuer.rdns) {
    for (const tls::NameAttribute& attribute : rdn) {
      if (attribute.type == mark.type && Contains(attribute.text, mark.part)) return true;
    }
  }
  return false;
}

/// What one trace has to look at.
struct View {
  attempt::Found<attempt::ServerChecked> served;
  attempt::Found<attempt::HttpReply> reply;
};

std::optional<SeenHop> ByIssuer(const KnownHop& hop, const View& view) {
  if (!view.served) return std::nullopt;
  const auto& chain = view.served->chain;
  for (size_t i = 0; i < std::min(chain.size(), kMostLookedAt); ++i) {
    for (const IssuerMark& mark : hop.issuers) {
      if (mark.type.empty() || !Fits(mark, chain[i].issuer)) continue;
      return SeenHop{std::string(hop.name),
                     hop.kind,
                     SeenHop::Mark::kIssuer,
                     "the server certificate's issuer " +
                         ElideEnd(NameText(chain[i].issuer), 2 * kLongestSign),
                     view.served.number,
                     true};
    }
  }
  return std::nullopt;
}

std::optional<SeenHop> ByHeader(const KnownHop& hop, const View& view) {
  if (!view.reply) return std::nullopt;
  const auto& headers = view.reply->headers;
  for (const HeaderMark& mark : hop.headers) {
    if (mark.name.empty()) continue;
    for (size_t i = 0; i < std::min(headers.size(), kMostLookedAt); ++i) {
      const auto& [name, value] = headers[i];
      if (!EqualsIgnoringAsciiCase(name, mark.name) || !Contains(value, mark.part)) continue;
      // What a cookie holds may be a session of somebody's.
      const bool cookie = EqualsIgnoringAsciiCase(name, "Set-Cookie");
      return SeenHop{std::string(hop.name),
                     hop.kind,
                     SeenHop::Mark::kHeader,
                     HeaderText(name, cookie ? value.substr(0, value.find('=')) : value),
                     view.reply.number,
                     true};
    }
  }
  return std::nullopt;
}

std::optional<SeenHop> ByPage(const KnownHop& hop, const View& view) {
  if (!view.reply || view.reply->status < 400) return std::nullopt;
  for (const std::string_view words : hop.pages) {
    if (words.empty()) continue;
    if (!Contains(view.reply->body, words) && !Contains(view.reply->title, words)) continue;
    return SeenHop{std::string(hop.name), hop.kind,
                   SeenHop::Mark::kPage,  fmt::format("the words of its error page, \"{}\"", words),
                   view.reply.number,     true};
  }
  return std::nullopt;
}

/// The name in the last member of Via, which the hop nearest to the client wrote (RFC 9110 section
/// 7.6.3): "1.1 front (nginx)" is "front (nginx)".
std::string NameInVia(std::string_view via) {
  const size_t comma = via.rfind(',');
  if (comma != std::string_view::npos) via.remove_prefix(comma + 1);
  while (via.starts_with(' ')) via.remove_prefix(1);
  const size_t blank = via.find(' ');
  if (blank != std::string_view::npos) via.remove_prefix(blank + 1);
  return ElideEnd(Printable(via), kLongestName);
}

/// Headers that only intermediaries write, whoever they are.
std::optional<SeenHop> ByAnyHeader(const View& view) {
  if (!view.reply) return std::nullopt;
  for (const std::string_view name : {"Via", "X-Served-By", "X-Cache"}) {
    const std::string_view value = attempt::Header(*view.reply, name);
    if (value.empty()) continue;
    SeenHop hop{"a proxy",
                HopKind::kProxy,
                SeenHop::Mark::kHeader,
                HeaderText(name, value),
                view.reply.number,
                false};
    const std::string own = name == "Via" ? NameInVia(value) : std::string();
    if (!own.empty()) {
      hop.name = "the proxy '" + own + "'";
      hop.named = true;
    }
    return hop;
  }
  return std::nullopt;
}

}  // namespace

std::vector<SeenHop> HopsSeen(const attempt::HandshakeTrace& trace) {
  const View view{attempt::Last<attempt::ServerChecked>(trace),
                  attempt::Last<attempt::HttpReply>(trace)};
  std::vector<SeenHop> seen;
  for (const KnownHop& hop : KnownHops()) {
    for (const auto look : {ByIssuer, ByHeader, ByPage}) {
      std::optional<SeenHop> found = look(hop, view);
      if (!found) continue;
      seen.push_back(*std::move(found));
      break;
    }
  }
  if (!seen.empty()) return seen;
  for (std::optional<SeenHop> found : {ByAnyHeader(view), ByHandwriting(trace)}) {
    if (found) seen.push_back(*std::move(found));
  }
  return seen;
}

const SeenHop* FirstNamed(const std::vector<SeenHop>& hops) {
  const auto found =
      std::find_if(hops.begin(), hops.end(), [](const SeenHop& hop) { return hop.named; });
  return found != hops.end() ? &*found : nullptr;
}

}  // namespace shakedown::diagnosis
