#include "run/investigation.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "diagnosis/client_profile_rules.h"
#include "diagnosis/verdict.h"
#include "run/investigation_identities.h"

namespace shakedown::run {
namespace {

using attempt::Attempt;
using attempt::HandshakeSpec;
using diagnosis::ClientAction;

/// A probe that has less time than this is not begun: it could only end in our own deadline.
constexpr Milliseconds kShortest{50};

/// What a profile's client does with a request, for the attempt made in its place.
attempt::ClientPlace PlaceOf(const diagnosis::ClientProfile& profile,
                             const diagnosis::ClientPrediction& prediction) {
  const diagnosis::ProfileInfo info = Info(profile);
  attempt::ClientPlace place;
  place.id = info.id;
  place.name = info.name;
  place.because = prediction.because;
  place.founded = !info.low_confidence;
  place.aborts = prediction.action == ClientAction::kAborts;
  if (place.aborts || prediction.action == ClientAction::kSendsNone) place.cause = prediction.cause;
  return place;
}

class Investigator {
 public:
  Investigator(const InvestigationOptions& options, const diagnosis::ClientProfile* profile)
      : options_(options),
        profile_(profile),
        deadline_(Deadline::After(options.timeout)),
        client_({options.server_trust, options.keylog_file}),
        identities_(options.identity, options.unusable, options.client_trust) {}

  Result<Investigation> Run() {
    Result<Attempt> first = First();
    if (!first) return std::move(first).error();
    found_.attempts.push_back(std::move(*first));
    if (profile_ != nullptr) {
      if (Result<void> taken = TakePlace(); !taken) return taken.error();
    }
    Diagnose();
    while (options_.probes && MayProbe() && ProbeOnce()) {
    }
    Conclude();
    return std::move(found_);
  }

 private:
  Milliseconds Left() const { return Milliseconds(deadline_.PollTimeout()); }

  /// The waits of `spec` cut to what is left of the whole time.
  HandshakeSpec Bounded(HandshakeSpec spec) const {
    const Milliseconds left = Left();
    spec.pause_before_connect = std::min(spec.pause_before_connect, left);
    spec.pause_before_request =
        std::min(spec.pause_before_request, left - spec.pause_before_connect);
    spec.timeouts.total =
        std::min(spec.timeouts.total, left - spec.pause_before_connect - spec.pause_before_request);
    return spec;
  }

  Result<Attempt> Shake(const HandshakeSpec& spec, const Presented& presented,
                        const handshake::SessionPtr& resume) {
    Attempt attempt;
    attempt.spec = Bounded(spec);
    Result<handshake::HandshakeResult> result =
        client_.Run(attempt.spec, presented.identity, resume);
    if (!result) return std::move(result).error();
    attempt.identity = presented.facts;
    attempt.trace = std::move(result->trace);
    if (session_ == nullptr) session_ = std::move(result->session);
    return attempt;
  }

  Result<Attempt> First() {
    Result<Attempt> attempt = Shake(options_.spec, identities_.given(), nullptr);
    if (attempt || identities_.given().identity == nullptr) return attempt;
    if (attempt.error().code() != ErrorCode::kUnsupported) return attempt;
    // The library may find only now that it will not use this key or certificate. What the server
    // asks for is worth knowing all the same.
    identities_.MarkUnusable(std::move(attempt).error());
    return Shake(options_.spec, identities_.given(), nullptr);
  }

  std::optional<attempt::RequestSeen> RequestOf(const Attempt& attempt) const {
    const auto requests = attempt::CertificateRequests(attempt.trace);
    if (requests.empty()) return std::nullopt;
    return requests.back();
  }

  diagnosis::ClientSituation SituationOf(const Attempt& attempt,
                                         const attempt::RequestSeen& seen) const {
    const auto& alpn = options_.spec.alpn;
    return {.request = seen.request,
            .when = seen.when,
            .identity = &identities_.given().facts,
            .http2 = std::find(alpn.begin(), alpn.end(), "h2") != alpn.end(),
            .identities = options_.as_holds,
            .now = attempt.trace.started};
  }

  /// The first handshake showed what the server asks for; now as the profile's client would answer.
  Result<void> TakePlace() {
    const std::optional<attempt::RequestSeen> seen = RequestOf(found_.attempts.front());
    if (!seen) {
      Note(std::string(Info(*profile_).name) +
           " was asked for no certificate: its own rules have no part in this");
      return {};
    }
    const diagnosis::ClientPrediction prediction =
        Predict(*profile_, SituationOf(found_.attempts.front(), *seen));
    const attempt::ClientPlace place = PlaceOf(*profile_, prediction);
    Presented presented = identities_.given();
    if (prediction.action == ClientAction::kSendsNone) {
      presented.identity = nullptr;
    } else if (prediction.chain_length > 0) {
      presented = identities_.WithLength(static_cast<size_t>(prediction.chain_length));
    }
    if (presented.identity == identities_.given().identity) {
      found_.attempts.front().as = place;
      return {};
    }
    if (Left() < kShortest) {
      Note("no time was left to do as " + place.name + " would: " + place.because);
      return {};
    }
    Result<Attempt> own = Shake(options_.spec, presented, nullptr);
    if (!own) return std::move(own).error();
    own->as = place;
    found_.attempts.insert(found_.attempts.begin(), std::move(*own));
    RecordAsGiven();
    return {};
  }

  void RecordAsGiven() {
    diagnosis::Probe probe;
    probe.id = "as-given";
    probe.question =
        "how does the server answer a client that presents all it is given, as OpenSSL and curl "
        "do?";
    probe.spec = options_.spec;
    found_.attempts.back().purpose = "probe: " + probe.question;
    Record(probe);
  }

  /// Notes the last attempt as the one of `probe`.
  void Record(const diagnosis::Probe& probe) {
    const Attempt& attempt = found_.attempts.back();
    found_.probes.push_back(
        {probe.id, probe.question, found_.attempts.size() - 1, diagnosis::Answer(probe, attempt)});
    done_.push_back(found_.probes.back());
  }

  void Diagnose() { found_.diagnosis = diagnosis::Diagnose(found_.attempts, found_.subject); }

  bool MayProbe() const {
    if (options_.interrupt != nullptr && *options_.interrupt != 0) return false;
    return static_cast<int>(done_.size()) < options_.max_probes && Left() >= kShortest;
  }

  /// Makes the next probe; false if there is none.
  bool ProbeOnce() {
    const std::optional<diagnosis::Probe> probe =
        diagnosis::NextProbe(found_.attempts, found_.diagnosis, done_, found_.subject);
    if (!probe) return false;
    Result<Presented> presented = identities_.For(*probe);
    if (presented) {
      Result<Attempt> attempt = Shake(probe->spec, *presented, probe->resume ? session_ : nullptr);
      if (attempt) {
        attempt->purpose = "probe: " + probe->question;
        found_.attempts.push_back(std::move(*attempt));
        Record(*probe);
        ChooseSubject(*probe);
        Diagnose();
        return true;
      }
    }
    // What the local library cannot do is not tried again and settles nothing.
    done_.push_back({probe->id, probe->question, 0, ""});
    return true;
  }

  /// Whether a client with the offer of `attempt` makes the request again over HTTP/1.1.
  static bool RepeatsOverHttp11(const Attempt& attempt) {
    // In a protocol that is not spoken here no request was made.
    if (!attempt::SpeaksHttp2(attempt.trace)) return true;
    const auto& alpn = attempt.spec.alpn;
    return std::find(alpn.begin(), alpn.end(), "http/1.1") != alpn.end();
  }

  /// A verdict in HTTP/1.1 is worth more than a handshake in a protocol that is not spoken here, or
  /// than being sent back to HTTP/1.1 where that was offered.
  void ChooseSubject(const diagnosis::Probe& probe) {
    if (probe.id != "http11" || !RepeatsOverHttp11(found_.attempts[found_.subject])) return;
    const diagnosis::Verdict verdict = diagnosis::ReadVerdict(found_.attempts.back());
    if (verdict.outcome == diagnosis::Outcome::kNoVerdict) return;
    found_.subject = found_.attempts.size() - 1;
    found_.attempts.back().as = found_.attempts.front().as;
  }

  void Note(std::string note) { notes_.push_back(std::move(note)); }

  /// What remains to be said once nothing more is tried.
  void Conclude() {
    const Attempt& subject = found_.attempts[found_.subject];
    if (found_.subject != 0) {
      Note(attempt::SpeaksHttp2(found_.attempts.front().trace)
               ? "over HTTP/2 the server answers HTTP_1_1_REQUIRED, and HTTP/1.1 was offered too: "
                 "the diagnosis is of the same request over HTTP/1.1, as clients repeat it"
               : "the server chose a protocol other than HTTP/1.1 when it was offered; the "
                 "diagnosis is of the same handshake with a request over HTTP/1.1");
    }
    for (std::string& note : notes_) found_.diagnosis.notes.push_back(std::move(note));
    if (const std::optional<attempt::RequestSeen> seen = RequestOf(subject)) {
      found_.diagnosis.client_profiles = PredictAll(SituationOf(subject, *seen));
    }
  }

  const InvestigationOptions& options_;
  const diagnosis::ClientProfile* const profile_;
  const Deadline deadline_;
  handshake::Client client_;
  InvestigationIdentities identities_;
  handshake::SessionPtr session_;  ///< of the first handshake that gave one
  Investigation found_;
  std::vector<std::string> notes_;            ///< for the diagnosis that comes out in the end
  std::vector<diagnosis::ProbeRecord> done_;  ///< also those that could not be made
};

/// Names the family if `id` is only a part of some ids: "java" for "java-pkix".
Error UnknownProfile(const std::string& id) {
  std::vector<std::string_view> ids;
  std::vector<std::string> family;
  for (const diagnosis::ClientProfile& profile : diagnosis::ClientProfiles()) {
    ids.push_back(Info(profile).id);
    if (ids.back().find(id) != std::string_view::npos) family.emplace_back(ids.back());
  }
  const std::string_view nearest = NearestName(id, ids);
  std::string hint = "'shakedown profiles' lists them";
  if (!family.empty()) {
    hint = "choose one of " + Joined(family, ", ");
  } else if (!nearest.empty()) {
    hint = "did you mean '" + std::string(nearest) + "'?";
  }
  return Error(ErrorCode::kUsage, "there is no client profile '" + Printable(id) + "'")
      .WithHint(std::move(hint));
}

}  // namespace

Result<Investigation> Investigate(const InvestigationOptions& options) {
  const diagnosis::ClientProfile* profile = nullptr;
  if (!options.as_profile.empty()) {
    profile = diagnosis::FindClientProfile(options.as_profile);
    if (profile == nullptr) return UnknownProfile(options.as_profile);
  }
  return Investigator(options, profile).Run();
}

}  // namespace shakedown::run
