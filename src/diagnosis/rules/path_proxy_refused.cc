// A hop of the way to the server did not let the connection through: what it said, what that means
// and what helps.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Hop;
using attempt::ProxyReply;

/// The words for one refusal.
struct Refusal {
  std::string summary;  ///< what stands behind "the proxy NAME "
  std::string meaning;  ///< a clause with "it" for the proxy
  std::vector<std::string> fixes;
};

/// The hop that refused, and whom it was to lead to.
struct Place {
  const ProxyReply* reply = nullptr;
  const Hop* hop = nullptr;  ///< null if the trace knows a hop that the spec does not
  std::string name;
  std::string next;  ///< "host:port"
};

Place PlaceOf(const Case& c, const ProxyReply& reply) {
  const attempt::Path& via = c.spec().via;
  const auto number = static_cast<size_t>(std::max(reply.hop, 0));
  const attempt::Endpoint& server =
      c.spec().connect_to ? *c.spec().connect_to : c.spec().target.endpoint;
  Place place{&reply, nullptr, "number " + std::to_string(reply.hop + 1), ToText(server)};
  if (reply.hop < 0 || number >= via.size()) return place;
  place.hop = &via[number];
  place.name = ToUrl(*place.hop);
  const auto next = std::find_if_not(via.begin() + static_cast<ptrdiff_t>(number) + 1, via.end(),
                                     attempt::IsPreamble);
  if (next != via.end()) place.next = ToText(next->endpoint);
  return place;
}

bool IsSocks(const Place& place) {
  return place.hop != nullptr &&
         (place.hop->kind == Hop::Kind::kSocks5 || place.hop->kind == Hop::Kind::kSocks5Name);
}

/// How the URL of this proxy looks with a login in it.
std::string UrlWithLogin(const Place& place) {
  if (place.hop == nullptr) return "USER:env:NAME@ before the proxy's host";
  Hop hop = *place.hop;
  hop.login = {"USER", "", "NAME", false};
  return "--via '" + ToUrl(hop) + "' with the password in the environment variable NAME";
}

std::string SchemeList(const ProxyReply& reply) {
  std::string list;
  for (const std::string& scheme : reply.schemes) {
    if (!list.empty()) list += &scheme == &reply.schemes.back() ? " and " : ", ";
    list += Printable(scheme);
  }
  return list;
}

bool OffersBasic(const ProxyReply& reply) {
  return reply.schemes.empty() ||
         std::any_of(reply.schemes.begin(), reply.schemes.end(), [](const std::string& scheme) {
           return EqualsIgnoringAsciiCase(scheme, "Basic");
         });
}

Refusal WithheldRefusal(const Place& place) {
  return {fmt::format("wants a login, which was withheld (status {})", place.reply->status),
          "it wants the client to log in first. The credentials were kept back, because the "
          "certificate of the proxy is not trusted: " +
              Printable(place.reply->certificate_problem),
          {"add the CA of the proxy's certificate to the file of --server-ca or to the system's "
           "trust store, or correct the name in the proxy's URL"}};
}

Refusal LoginRefusal(const Place& place) {
  const ProxyReply& reply = *place.reply;
  if (reply.login == ProxyReply::Login::kWithheld) return WithheldRefusal(place);
  const std::string offers = reply.schemes.empty() ? "" : ", and offers " + SchemeList(reply);
  Refusal refusal;
  if (reply.login == ProxyReply::Login::kSent) {
    refusal.summary = fmt::format("refused the credentials with status {}", reply.status);
    refusal.meaning = "it does not accept the credentials that it was sent" + offers;
    refusal.fixes.push_back("correct user and password for the proxy");
  } else {
    refusal.summary = fmt::format("wants a login (status {})", reply.status);
    refusal.meaning = "it wants the client to log in first" + offers;
    refusal.fixes.push_back("log in at the proxy: " + UrlWithLogin(place));
  }
  if (!OffersBasic(reply)) {
    refusal.fixes.front() =
        "have the proxy offer Basic, or exempt this host from logging in; a ready value of "
        "Proxy-Authorization can be given as env:NAME before the proxy's host";
  }
  return refusal;
}

Refusal HttpRefusal(const Place& place) {
  const int status = place.reply->status;
  switch (status) {
    case 401:
    case 407: return LoginRefusal(place);
    case 403:
      return {fmt::format("does not allow connections to {} (status 403)", place.next),
              "its rules do not allow tunnels to this host or port",
              {fmt::format("have the proxy allow CONNECT to {}", place.next)}};
    case 502:
    case 503:
    case 504:
      return {
          fmt::format("could not reach {} (status {})", place.next, status),
          "it could not connect to where it was asked to: the name may not resolve there, the "
          "host may not be reachable from there, or nothing listens",
          {fmt::format("check that {} is right and can be reached from the proxy", place.next)}};
    case 0:
      return {"did not open the tunnel",
              "its answer is not one that a CONNECT proxy gives",
              {"check that host and port are those of an HTTP proxy, and whether it wants TLS "
               "itself (https://) or speaks SOCKS (socks5h://)"}};
    default:
      return {fmt::format("refused the tunnel with status {}", status),
              "it did not open the tunnel",
              {fmt::format("have the proxy allow CONNECT to {}", place.next)}};
  }
}

Refusal SocksRefusal(const Place& place) {
  const int code = place.reply->status;
  const std::string said = Printable(place.reply->reason);
  switch (code) {
    case 0:
      return {"did not open the tunnel",
              "its answer is not one that a SOCKS5 proxy gives",
              {"check that host and port are those of a SOCKS5 proxy"}};
    case 2:
      return {fmt::format("does not allow connections to {} ({})", place.next, said),
              "its rules do not allow connections to this host or port",
              {fmt::format("have the proxy allow connections to {}", place.next)}};
    case 7:
    case 8:
      return {fmt::format("cannot do what it was asked for ({})", said),
              "it does not know the kind of request or of address",
              {place.hop->kind == Hop::Kind::kSocks5
                   ? "let the proxy resolve the name: socks5h:// in place of socks5://"
                   : "resolve the name on this side: socks5:// in place of socks5h://"}};
    default:
      return {
          fmt::format("could not reach {} ({})", place.next, said),
          "it could not connect to where it was asked to",
          {fmt::format("check that {} is right and can be reached from the proxy", place.next)}};
  }
}

Refusal SocksLoginRefusal(const Place& place) {
  if (place.reply->stage == ProxyReply::Stage::kLogin) {
    return {"refused user and password",
            "it does not accept the user name and password that it was sent (RFC 1929)",
            {"correct user and password for the proxy"}};
  }
  if (place.reply->status == 0) {
    return {"does not speak SOCKS5",
            "its answer is not one that a SOCKS5 proxy gives",
            {"check that host and port are those of a SOCKS5 proxy; http:// is for CONNECT"}};
  }
  if (place.hop != nullptr && place.hop->login.given()) {
    return {"accepts none of the offered ways to log in",
            "it accepts neither clients without authentication nor user and password",
            {"have the proxy accept user and password (RFC 1929)"}};
  }
  return {"wants a login",
          "it does not let clients in that do not log in",
          {"log in at the proxy: " + UrlWithLogin(place)}};
}

Refusal NoAnswer(const Place& place) {
  const std::vector<std::string> fixes = {
      "check that host, port and kind of the proxy are right (http, https, socks5), and that it "
      "runs"};
  if (place.reply->timed_out) {
    return {"did not answer in time", "it accepted the connection and gave no answer in time",
            fixes};
  }
  return {"closed the connection without an answer",
          "it accepted the connection and closed it without an answer", fixes};
}

Refusal TlsRefusal(const Place& place) {
  return {"did not complete TLS",
          Printable(place.reply->reason),
          {"write http:// if the proxy does not speak TLS itself; TLS 1.2 or later is needed, and "
           "no client certificate is presented to the proxy"}};
}

Refusal NameRefusal(const Place& place) {
  return {fmt::format("was not asked: {} does not resolve here", place.next),
          "with socks5:// names are resolved before the proxy is asked, and that failed: " +
              Printable(place.reply->reason),
          {"let the proxy resolve the name: socks5h:// in place of socks5://"}};
}

Refusal RefusalOf(const Place& place) {
  const ProxyReply& reply = *place.reply;
  switch (reply.stage) {
    case ProxyReply::Stage::kTls: return TlsRefusal(place);
    case ProxyReply::Stage::kName: return NameRefusal(place);
    case ProxyReply::Stage::kPreamble: return NoAnswer(place);
    default: break;
  }
  if ((reply.timed_out || reply.closed) && reply.status == 0) return NoAnswer(place);
  if (reply.stage != ProxyReply::Stage::kTunnel) return SocksLoginRefusal(place);
  return IsSocks(place) ? SocksRefusal(place) : HttpRefusal(place);
}

/// What was seen, beyond the answer itself.
void ShowCircumstances(const Place& place, int event, Draft& draft) {
  const ProxyReply& reply = *place.reply;
  if (!reply.detail.empty()) {
    draft.Show("it gives the reason " + ElideEnd(Printable(reply.detail), 120), event);
  }
  if (!reply.schemes.empty()) {
    draft.Show("it offers the authentication schemes " + SchemeList(reply), event);
  }
  switch (reply.login) {
    case ProxyReply::Login::kSent: draft.Show("credentials were sent to the proxy", event); break;
    case ProxyReply::Login::kWithheld:
      draft.Show("the credentials for the proxy were withheld", event);
      break;
    default: draft.Show("no credentials were sent to the proxy", event); break;
  }
  if (place.hop != nullptr && !place.hop->chosen_by.empty()) {
    draft.Show("the environment variable " + Printable(place.hop->chosen_by) + " chose this proxy");
  }
}

}  // namespace

std::optional<Finding> PathProxyRefused(const Case& c) {
  if (c.verdict.ending != Ending::kProxyRefused) return std::nullopt;
  const auto reply = attempt::Last<ProxyReply>(c.trace());
  const Place place = PlaceOf(c, *reply);
  const Refusal refusal = RefusalOf(place);
  Draft draft(c, Certainty::kCertain);
  draft.Summary(fmt::format("the proxy {} {}", place.name, refusal.summary))
      .Explain(fmt::format("The way to the server leads through the proxy {}, and {}. TLS with the "
                           "server never began, so client certificates had no part in this.",
                           place.name, refusal.meaning))
      .Show(fmt::format("the proxy answered: {}", ElideEnd(Printable(reply->reason), 120)),
            reply.number);
  ShowCircumstances(place, reply.number, draft);
  for (const std::string& fix : refusal.fixes) draft.Fix(fix);
  const std::string& host = c.spec().target.endpoint.host;
  const bool chosen = place.hop != nullptr && !place.hop->chosen_by.empty();
  draft.Fix(chosen ? fmt::format("or go without the proxy: --via direct, or {} in NO_PROXY", host)
                   : "or take a way without this proxy");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
