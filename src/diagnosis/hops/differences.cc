#include "diagnosis/hops/differences.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "diagnosis/hops/known_hop.h"
#include "diagnosis/listing.h"

namespace shakedown::diagnosis {
namespace {

using attempt::HandshakeTrace;

constexpr size_t kShownDigits = 16;
constexpr size_t kMostHeadersShown = 8;
constexpr size_t kLongestValue = 40;

const std::vector<attempt::CertificateFacts>* ChainOf(const HandshakeTrace& trace) {
  const auto checked = attempt::Last<attempt::ServerChecked>(trace);
  return checked && !checked->chain.empty() ? &checked->chain : nullptr;
}

std::vector<std::string> CompareChains(const HandshakeTrace& here, const HandshakeTrace& there) {
  const auto* ours = ChainOf(here);
  const auto* theirs = ChainOf(there);
  if (ours == nullptr || theirs == nullptr) return {};
  std::vector<std::string> lines;
  const attempt::CertificateFacts& a = ours->front();
  const attempt::CertificateFacts& b = theirs->front();
  if (a.sha256 != b.sha256) {
    lines.push_back(fmt::format("the server certificates differ: SHA-256 {}... here, {}... there",
                                a.sha256.substr(0, kShownDigits),
                                b.sha256.substr(0, kShownDigits)));
  }
  if (!tls::SameName(a.issuer, b.issuer)) {
    lines.push_back(
        fmt::format("their issuers: {} here, {} there", NameText(a.issuer), NameText(b.issuer)));
  }
  if (ours->size() != theirs->size()) {
    lines.push_back(fmt::format("certificates in the server's chain: {} here, {} there",
                                ours->size(), theirs->size()));
  }
  return lines;
}

std::string RequestText(const HandshakeTrace& trace) {
  const auto requests = attempt::CertificateRequests(trace);
  return requests.empty() ? "none" : "accepts " + ListNames(*requests.front().request);
}

void Add(std::string_view what, const std::string& here, const std::string& there,
         std::vector<std::string>* lines) {
  if (here == there) return;
  const auto text = [](const std::string& value) { return value.empty() ? "none" : value; };
  lines->push_back(fmt::format("{}: {} here, {} there", what, text(here), text(there)));
}

std::vector<std::string> CompareHandshakes(const HandshakeTrace& here,
                                           const HandshakeTrace& there) {
  const auto ours = attempt::Last<attempt::HandshakeReturned>(here);
  const auto theirs = attempt::Last<attempt::HandshakeReturned>(there);
  std::vector<std::string> lines;
  if (!attempt::Resumed(here) && !attempt::Resumed(there) && attempt::NegotiatedVersion(here) &&
      attempt::NegotiatedVersion(there)) {
    Add("CertificateRequest", RequestText(here), RequestText(there), &lines);
  }
  // A handshake that failed tells nothing about what it would have come to.
  if (!ours || !theirs || !ours->ok || !theirs->ok) return lines;
  Add("version", tls::Name(ours->version), tls::Name(theirs->version), &lines);
  Add("cipher", Printable(ours->cipher), Printable(theirs->cipher), &lines);
  Add("ALPN", Printable(ours->alpn), Printable(theirs->alpn), &lines);
  return lines;
}

/// Headers that say who passed a reply on, in lower case.
const std::set<std::string>& TellingHeaders() {
  static const std::set<std::string> names = [] {
    std::set<std::string> all{"server", "via", "alt-svc", "x-cache", "x-served-by", "age"};
    for (const KnownHop& hop : KnownHops()) {
      for (const HeaderMark& mark : hop.headers) all.insert(ToLowerAscii(mark.name));
    }
    all.erase("");
    all.erase("set-cookie");
    return all;
  }();
  return names;
}

std::vector<std::string> CompareHeaders(const HandshakeTrace& here, const HandshakeTrace& there) {
  const auto ours = attempt::Last<attempt::HttpReply>(here);
  const auto theirs = attempt::Last<attempt::HttpReply>(there);
  if (!ours || !theirs) return {};
  std::vector<std::string> lines;
  for (const std::string& name : TellingHeaders()) {
    const std::string_view a = attempt::Header(*ours, name);
    const std::string_view b = attempt::Header(*theirs, name);
    // Values such as ray ids change with each request; whether they are there does not.
    const bool same = name == "server" || name == "via" ? a == b : a.empty() == b.empty();
    if (same || lines.size() == kMostHeadersShown) continue;
    const auto shown = [](std::string_view value) {
      return value.empty() ? std::string() : ElideEnd(Printable(value), kLongestValue);
    };
    Add("header " + name, shown(a), shown(b), &lines);
  }
  return lines;
}

}  // namespace

std::vector<std::string> Differences::All() const {
  std::vector<std::string> all = chain;
  all.insert(all.end(), handshake.begin(), handshake.end());
  all.insert(all.end(), headers.begin(), headers.end());
  return all;
}

Differences Compare(const HandshakeTrace& here, const HandshakeTrace& there) {
  return {CompareChains(here, there), CompareHandshakes(here, there), CompareHeaders(here, there)};
}

}  // namespace shakedown::diagnosis
