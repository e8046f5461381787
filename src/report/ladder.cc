// The handshake as a ladder: which event becomes which rung, and how rungs are drawn in ASCII.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "attempt/trace_view.h"
#include "core/hex.h"
#include "core/text.h"
#include "report/layout.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

using attempt::Side;

/// Messages of one side further apart than this did not leave together.
constexpr double kFlightGapMs = 100.0;
constexpr size_t kNameCharacters = 60;

template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::string Short(std::string_view text) { return ElideMiddle(Printable(text), kNameCharacters); }

std::string CountOf(size_t count, std::string_view noun) {
  if (count == 0) return fmt::format("no {}s", noun);
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string CertificateNote(const tls::CertificateMessage& message) {
  if (message.entries.empty()) return "empty";
  if (message.entries.size() == 1) return "leaf";
  return fmt::format("leaf + {}", message.entries.size() - 1);
}

/// What is worth knowing of a message besides its name, for the parentheses.
std::vector<std::string> MessageNotes(const attempt::Message& message) {
  std::vector<std::string> notes;
  if (const auto* hello = std::get_if<tls::ClientHello>(&message.body)) {
    notes.push_back(hello->server_name.empty() ? "no SNI" : "SNI " + Short(hello->server_name));
    if (hello->offers_psk || !hello->session_ticket.empty()) notes.emplace_back("offers a session");
  } else if (const auto* server_hello = std::get_if<tls::ServerHello>(&message.body)) {
    if (server_hello->selected_psk) notes.emplace_back("resumes the session");
  } else if (const auto* request = std::get_if<tls::CertificateRequest>(&message.body)) {
    notes.push_back(CountOf(request->ca_names.size(), "CA name"));
  } else if (const auto* certificate = std::get_if<tls::CertificateMessage>(&message.body)) {
    if (message.from == Side::kClient) notes.push_back(CertificateNote(*certificate));
  }
  if (!message.errors.empty()) notes.emplace_back("malformed");
  return notes;
}

std::string MessageText(const attempt::Message& message) {
  std::string text = tls::Name(message.type);
  const auto* hello = std::get_if<tls::ServerHello>(&message.body);
  if (hello != nullptr && hello->hello_retry_request) text = "HelloRetryRequest";
  const std::vector<std::string> notes = MessageNotes(message);
  return notes.empty() ? text : fmt::format("{} ({})", text, Joined(notes, ", "));
}

std::string AlertText(const attempt::AlertSeen& alert) {
  return fmt::format("alert {} {}({})", tls::Name(alert.level), tls::Name(alert.description),
                     static_cast<int>(alert.description));
}

const char* CloseText(attempt::PeerClosed::How how) {
  switch (how) {
    case attempt::PeerClosed::How::kCloseNotify: return "close (close_notify)";
    case attempt::PeerClosed::How::kFin: return "close (TCP FIN without close_notify)";
    case attempt::PeerClosed::How::kReset: return "close (TCP reset)";
  }
  return "close";
}

const char* WaitText(attempt::DeadlineHit::Wait wait) {
  using Wait = attempt::DeadlineHit::Wait;
  switch (wait) {
    case Wait::kResolve: return "name resolution";
    case Wait::kConnect: return "the TCP connection";
    case Wait::kProxy: return "the proxy";
    case Wait::kStarttls: return "the answer to the request for TLS";
    case Wait::kHandshake: return "the handshake";
    case Wait::kReply: return "the reply";
    case Wait::kTotal: return "the whole attempt";
  }
  return "the peer";
}

const char* FailureText(attempt::ConnectFailed::Reason reason) {
  using Reason = attempt::ConnectFailed::Reason;
  switch (reason) {
    case Reason::kResolve: return "name does not resolve";
    case Reason::kRefused: return "connection refused";
    case Reason::kUnreachable: return "host unreachable";
    case Reason::kTimedOut: return "connection timed out";
    case Reason::kOther: return "connection failed";
  }
  return "connection failed";
}

std::string ConnectFailedText(const attempt::ConnectFailed& failed) {
  std::string text = FailureText(failed.reason);
  if (!failed.address.empty()) text += Printable(": " + failed.address);
  if (!failed.detail.empty()) text += " (" + Short(failed.detail) + ")";
  return text;
}

std::string ReturnedText(const attempt::HandshakeReturned& returned) {
  if (!returned.ok) return "the handshake failed";
  std::string text = "handshake complete: " + tls::Name(returned.version);
  if (!returned.cipher.empty()) text += ", " + Printable(returned.cipher);
  if (!returned.group.empty()) text += ", " + Printable(returned.group);
  if (!returned.alpn.empty()) text += ", ALPN " + Short(returned.alpn);
  if (returned.resumed) text += ", resumed";
  if (returned.early_data)
    text += *returned.early_data ? ", early data taken" : ", early data not taken";
  if (returned.secure_renegotiation == false) text += ", without secure renegotiation";
  return text;
}

std::string ReplyText(const attempt::HttpReply& reply) {
  std::string text = fmt::format("HTTP {}", reply.status);
  if (!reply.reason.empty()) text += " " + Short(reply.reason);
  if (!reply.title.empty()) text += ": '" + Short(reply.title) + "'";
  return text;
}

const char* LoginText(attempt::ProxyReply::Login login) {
  using Login = attempt::ProxyReply::Login;
  switch (login) {
    case Login::kNone: return "";
    case Login::kSent: return ", credentials sent";
    case Login::kUnasked: return ", credentials not asked for";
    case Login::kWithheld: return ", credentials withheld";
  }
  return "";
}

std::string ProxyText(const attempt::ProxyReply& reply) {
  const bool header = reply.stage == attempt::ProxyReply::Stage::kPreamble;
  std::string text = fmt::format("{} {}", header ? "hop" : "proxy", reply.hop + 1);
  if (!reply.name.empty()) text += " (" + Short(reply.name) + ")";
  if (header) {
    text += reply.opened ? ": PROXY protocol header sent" : ": PROXY protocol header not sent";
  } else {
    text += reply.opened ? ": tunnel open" : ": refused the tunnel";
  }
  const std::string reason = Short(reply.reason);
  const std::string status = std::to_string(reply.status);
  const bool said = reply.status == 0 || reason.find(status) != std::string::npos;
  if (!said || !reason.empty()) text += ",";
  if (!said) text += " " + status;
  if (!reason.empty()) text += " " + reason;
  if (!reply.tls.empty()) text += ", inside " + Printable(reply.tls);
  return text + LoginText(reply.login);
}

std::string LineText(const attempt::DialogueLine& line) {
  return "in clear: '" + Short(line.text) + "'";
}

std::string StarttlsText(const attempt::StarttlsFailed& failed) {
  using Reason = attempt::StarttlsFailed::Reason;
  switch (failed.reason) {
    case Reason::kNotOffered: return "the server does not offer STARTTLS";
    case Reason::kRefused: return "the server refused STARTTLS";
    case Reason::kNotUnderstood: return "the answer is not " + Printable(failed.protocol);
    case Reason::kTls: return "the server speaks TLS without being asked";
    case Reason::kClosed: return "closed before TLS could begin";
    case Reason::kTimedOut: return "no answer to the request for TLS";
  }
  return "no TLS";
}

std::string ApplicationText(const attempt::ApplicationReply& reply) {
  std::string text = Printable(reply.protocol) + ":";
  if (!reply.code.empty()) text += " " + Short(reply.code);
  if (!reply.text.empty()) text += " '" + Short(reply.text) + "'";
  return text;
}

std::string ResetText(const attempt::StreamReset& reset) {
  return fmt::format("HTTP/2 stream {} reset: {}", reset.stream, attempt::Name(reset.code));
}

std::string AwayText(const attempt::GoAway& away) {
  std::string text = "HTTP/2 GOAWAY: " + attempt::Name(away.code);
  if (!away.debug.empty()) text += " '" + Short(away.debug) + "'";
  return text;
}

std::string EndpointText(const attempt::Connected& connected) {
  const bool v6 = connected.address.find(':') != std::string::npos;
  return Printable(fmt::format("connected to {}{}{}:{}", v6 ? "[" : "", connected.address,
                               v6 ? "]" : "", connected.port));
}

struct Draft {
  Side from = Side::kClient;
  bool local = false;
  bool joins = false;  ///< a handshake message: shares a rung with its flight
  std::string text;
};

Draft Local(std::string text) { return {Side::kClient, true, false, std::move(text)}; }
Draft From(Side side, std::string text) { return {side, false, false, std::move(text)}; }

/// The rung of one event, or nothing for events that are noise in a ladder.
std::optional<Draft> DraftOf(const attempt::EventBody& body) {
  using Maybe = std::optional<Draft>;
  return std::visit(
      Overloaded{
          [](const attempt::Connected& e) -> Maybe { return Local(EndpointText(e)); },
          [](const attempt::ConnectFailed& e) -> Maybe { return Local(ConnectFailedText(e)); },
          [](const attempt::ProxyReply& e) -> Maybe { return Local(ProxyText(e)); },
          [](const attempt::Record&) -> Maybe { return std::nullopt; },
          [](const attempt::Message& e) -> Maybe {
            return Draft{e.from, false, true, MessageText(e)};
          },
          [](const attempt::AlertSeen& e) -> Maybe { return From(e.from, AlertText(e)); },
          [](const attempt::HandshakeReturned& e) -> Maybe { return Local(ReturnedText(e)); },
          [](const attempt::ServerChecked& e) -> Maybe {
            if (e.problem.empty()) return std::nullopt;
            return Local("server certificate: " + Printable(e.problem));
          },
          [](const attempt::RequestSent& e) -> Maybe {
            // What went out as early data stands where it left.
            if (e.early) return std::nullopt;
            return From(Side::kClient, fmt::format("request ({} bytes{})", e.octets,
                                                   e.complete ? "" : ", cut off"));
          },
          [](const attempt::HttpReply& e) -> Maybe { return From(Side::kServer, ReplyText(e)); },
          [](const attempt::NotTls& e) -> Maybe {
            return From(Side::kServer, fmt::format("not TLS: '{}'", Short(AsText(e.first))));
          },
          [](const attempt::PeerClosed& e) -> Maybe {
            return From(Side::kServer, CloseText(e.how));
          },
          [](const attempt::DeadlineHit& e) -> Maybe {
            return Local(fmt::format("deadline: waited {} for {}", FormatDuration(e.limit),
                                     WaitText(e.wait)));
          },
          [](const attempt::QuietAfterFinished& e) -> Maybe {
            return Local(fmt::format("nothing from the server for {}", FormatDuration(e.listened)));
          },
          [](const attempt::DialogueLine& e) -> Maybe { return From(e.from, LineText(e)); },
          [](const attempt::StarttlsFailed& e) -> Maybe { return Local(StarttlsText(e)); },
          [](const attempt::ApplicationReply& e) -> Maybe {
            return From(Side::kServer, ApplicationText(e));
          },
          [](const attempt::StreamReset& e) -> Maybe { return From(e.from, ResetText(e)); },
          [](const attempt::GoAway& e) -> Maybe { return From(e.from, AwayText(e)); },
          [](const attempt::Damaged& e) -> Maybe {
            return From(Side::kClient, "on purpose: " + e.what);
          },
          [](const attempt::Renegotiated& e) -> Maybe {
            return Local(std::string("renegotiation: ") + attempt::ToString(e.how));
          },
          [](const attempt::EarlyDataSent& e) -> Maybe {
            return From(Side::kClient, fmt::format("request as early data ({} bytes)", e.octets));
          }},
      body);
}

/// Number of the earliest fatal alert of either side, or -1.
int FirstFatalAlert(const attempt::HandshakeTrace& trace) {
  const int server = attempt::FatalAlert(trace, Side::kServer).number;
  const int client = attempt::FatalAlert(trace, Side::kClient).number;
  if (server < 0 || client < 0) return std::max(server, client);
  return std::min(server, client);
}

/// Number of the event that stopped the way before TLS, or -1.
int FirstPathTrouble(const attempt::HandshakeTrace& trace) {
  for (size_t i = 0; i < trace.events.size(); ++i) {
    const attempt::EventBody& body = trace.events[i].body;
    const auto* proxy = std::get_if<attempt::ProxyReply>(&body);
    if (std::holds_alternative<attempt::ConnectFailed>(body) ||
        std::holds_alternative<attempt::NotTls>(body) ||
        std::holds_alternative<attempt::StarttlsFailed>(body) ||
        (proxy != nullptr && !proxy->opened)) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

/// Number of the event that ended the attempt badly, or -1 if none did.
int TroubleEvent(const attempt::HandshakeTrace& trace) {
  if (const int path = FirstPathTrouble(trace); path >= 0) return path;
  if (const int alert = FirstFatalAlert(trace); alert >= 0) return alert;
  if (const auto refusal = attempt::Http2RefusalOf(trace)) return refusal->number;
  const auto reply = attempt::Last<attempt::HttpReply>(trace);
  if (reply && reply->status >= 400) return reply.number;
  if (reply) return -1;
  if (const auto answer = attempt::Last<attempt::ApplicationReply>(trace)) {
    return answer->meaning == attempt::ApplicationReply::Meaning::kLetIn ? -1 : answer.number;
  }
  if (const auto deadline = attempt::Last<attempt::DeadlineHit>(trace)) return deadline.number;
  if (const auto closed = attempt::Last<attempt::PeerClosed>(trace)) return closed.number;
  const auto returned = attempt::Last<attempt::HandshakeReturned>(trace);
  return returned && !returned->ok ? returned.number : -1;
}

/// A close_notify shows up as alert and as close; the close is the one that is drawn.
bool RepeatedByClose(const attempt::EventBody& body, const attempt::HandshakeTrace& trace) {
  const auto* alert = std::get_if<attempt::AlertSeen>(&body);
  if (alert == nullptr || alert->from != Side::kServer ||
      alert->description != tls::AlertDescription::kCloseNotify) {
    return false;
  }
  const auto closed = attempt::Last<attempt::PeerClosed>(trace);
  return closed && closed->how == attempt::PeerClosed::How::kCloseNotify;
}

class LadderBuilder {
 public:
  void Add(double at_ms, bool trouble, Draft draft) {
    const bool joins = !rungs_.empty() && draft.joins && last_joins_ && !trouble &&
                       rungs_.back().from == draft.from && at_ms - last_at_ms_ <= kFlightGapMs;
    if (joins) {
      Append(draft.text);
    } else {
      rungs_.push_back({at_ms, draft.from, draft.local, trouble, draft.text});
      repeats_ = 1;
    }
    last_text_ = std::move(draft.text);
    last_joins_ = draft.joins && !trouble;
    last_at_ms_ = at_ms;
  }

  std::vector<Rung> Take() { return std::move(rungs_); }

 private:
  /// Equal neighbours ("NewSessionTicket" twice) become one with a count.
  void Append(const std::string& text) {
    std::string& line = rungs_.back().text;
    if (text != last_text_) {
      line += ", " + text;
      repeats_ = 1;
      return;
    }
    if (repeats_ > 1) line.resize(line.rfind(" x"));
    line += fmt::format(" x{}", ++repeats_);
  }

  std::vector<Rung> rungs_;
  std::string last_text_;
  double last_at_ms_ = 0;
  int repeats_ = 1;
  bool last_joins_ = false;
};

/// Columns of the drawing: mark and time, then the client's text, the arrow, the server's text.
constexpr size_t kMargin = 13;
constexpr size_t kArrow = 4;

std::string Margin(const Rung& rung) {
  return fmt::format("{} {:>7.1f} ms ", rung.trouble ? '!' : ' ', rung.at_ms);
}

std::string Padded(const std::string& text, size_t width) {
  const size_t used = Characters(text);
  return used < width ? text + std::string(width - used, ' ') : text;
}

/// Width of the client's column: that of its widest line when nothing is wider than `limit`.
size_t ClientWidth(const std::vector<Rung>& ladder, size_t limit) {
  size_t width = 12;
  for (const Rung& rung : ladder) {
    if (rung.local || rung.from != Side::kClient) continue;
    for (const std::string& line : Wrap(rung.text, limit)) {
      width = std::max(width, Characters(line));
    }
  }
  return std::min(width, limit);
}

void Draw(const Rung& rung, size_t client_width, size_t server_width,
          std::vector<std::string>& lines) {
  const size_t width = rung.local                   ? client_width + kArrow + server_width - 3
                       : rung.from == Side::kClient ? client_width
                                                    : server_width;
  std::string margin = Margin(rung);
  bool first = true;
  for (const std::string& text : Wrap(rung.text, width)) {
    std::string line = margin;
    if (rung.local) {
      line += (first ? "-- " : "   ") + text;
    } else if (rung.from == Side::kClient) {
      line += first ? Padded(text, client_width) + " ->" : text;
    } else {
      line += std::string(client_width, ' ') + (first ? " <- " : "    ") + text;
    }
    lines.push_back(std::move(line));
    margin.assign(kMargin, ' ');
    first = false;
  }
}

}  // namespace

std::vector<Rung> Ladder(const attempt::HandshakeTrace& trace) {
  const int trouble = TroubleEvent(trace);
  LadderBuilder builder;
  for (size_t i = 0; i < trace.events.size(); ++i) {
    const attempt::Event& event = trace.events[i];
    if (RepeatedByClose(event.body, trace)) continue;
    std::optional<Draft> draft = DraftOf(event.body);
    if (!draft) continue;
    const auto micros = std::max<int64_t>(0, event.at.count());
    builder.Add(static_cast<double>(micros) / 1000.0, static_cast<int>(i) == trouble,
                *std::move(draft));
  }
  return builder.Take();
}

std::vector<std::string> LadderLines(const std::vector<Rung>& ladder, size_t width) {
  const size_t room = std::max<size_t>(width, 60) - kMargin - kArrow;
  const size_t client_width = ClientWidth(ladder, room * 9 / 20);
  std::vector<std::string> lines;
  for (const Rung& rung : ladder) Draw(rung, client_width, room - client_width, lines);
  return lines;
}

}  // namespace shakedown::report
