// The suite model: what a suite file says, as plain values. `loader.h` makes it from XML; `run/`
// expands it into cases. Attributes that may hold variables (`${name}`) stay text here, checked by
// the loader where they are literal and again after substitution.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "attempt/spec.h"
#include "core/error.h"
#include "diagnosis/diagnosis.h"
#include "scenario/client_model.h"

namespace shakedown::scenario {

/// Variables by name, substituted for `${name}`. "$${" stands for a literal "${".
using Variables = std::map<std::string, std::string>;

/// <variable name= default= peer=/>
struct VariableModel {
  std::string name;
  std::optional<std::string>
      default_value;  ///< may refer to variables declared above and built-in ones
  std::optional<std::string> peer_value;  ///< the default when running against the built-in peer
  SourcePosition position;
};

/// <target url= starttls= server-ca= client-ca= crl= ca-cert= ca-key=/>: the command line wins over
/// each.
struct TargetModel {
  std::string url;
  std::string starttls;  ///< the protocol that asks for TLS; empty: as the URL says
  std::string server_ca;
  std::string client_ca;
  std::string crl;
  std::string ca_cert;
  std::string ca_key;
  std::string ca_pass;  ///< "env:NAME" or "file:PATH"
  std::string canary;   ///< what only authenticated clients get to see; empty: the page itself
  SourcePosition position;
};

/// <host> of <peer>: one virtual host of the built-in peer.
struct PeerHostModel {
  std::string name;                  ///< SNI; empty: the default host
  std::string behave = "nginx";      ///< none, optional, strict, nginx, lenient, late
  std::string trust = "trusted";     ///< trusted, other (a second CA), nothing
  std::string announce = "trusted";  ///< blank-separated: trusted, other, nothing
  bool crl = false;                  ///< checks a CRL that lists the identities with mint="revoked"
  std::string verify_depth;          ///< intermediates allowed; empty: any
  std::string signature_algorithms;  ///< IANA names, blank-separated; empty: library default
  std::string certificate_types;     ///< IANA names, blank-separated; empty: library default
  std::string late_paths;            ///< blank-separated prefixes
  bool tickets = true;
  std::string early_data = "refuse";  ///< refuse, too-early, once, answer
  std::string alpn;                   ///< blank-separated protocols; empty: HTTP/1
  bool keep_alive = false;            ///< answers several HTTP/1.1 requests on a connection
  bool ocsp = false;                  ///< asks the responder that the certificate names
  bool other_listener = false;        ///< stands on the second port, with the same ticket keys
  std::string tls;                    ///< versions, "1.0-1.3"; empty: 1.2 to 1.3
  SourcePosition position;
};

/// <identity>: minted (`mint`) or from files (`certificate`, `key`, `chain`, `p12`).
struct IdentityModel {
  std::string id;
  std::string mint;                ///< a flaw's name (pki/mint.h); empty: from files
  std::string defect;              ///< a defect's name (pki/defect.h); empty: none
  std::string issuer = "trusted";  ///< words::kIssuers
  std::string key_kind;            ///< "p-256"; empty: default
  std::string intermediates = "0";
  std::string not_before;  ///< relative duration, "-1d"
  std::string not_after;
  std::string
      ocsp;  ///< how the runner's responder answers for it: words::kOcspManners; empty: none
  std::string common_name;
  std::string subject;            ///< RFC 4514 text; empty: a CN
  std::string alternative_names;  ///< attempt/alternative_name.h
  std::string serial;             ///< hex; empty: random
  std::string issuer_name;        ///< CN of the lowest fresh intermediate
  std::string presents;           ///< presented.h; empty: the chain
  std::string certificate;        ///< paths are relative to the suite file
  std::string key;
  std::string chain;  ///< blank-separated
  std::string pkcs12;
  std::string passphrase;  ///< "env:NAME" or "file:PATH"
  SourcePosition position;
};

/// <damage>: one thing done to one message on purpose; see attempt/damage.h.
struct DamageModel {
  std::string message;
  std::string operation;  ///< name of the attribute that says it; empty in a defective suite
  std::string argument;   ///< its value; empty for those that are only yes
  std::string when;       ///< handshake, post-handshake; empty: handshake
  SourcePosition position;
};

/// <header> or <trailer>: one field of a request.
struct FieldModel {
  std::string name;
  std::string value;
  std::string form;  ///< how a <header> is written, of words::kHeaderForms; empty: as usual
  SourcePosition position;
};

/// <further-request>: one more request on the connection of its <handshake>. What is empty is as in
/// the handshake.
struct FurtherRequestModel {
  std::string host;
  std::string path;
  std::string method;
  SourcePosition position;
};

/// <change>: what is changed about the server before a handshake. Empty: left as it is.
struct ChangeModel {
  std::string trust;            ///< words::kTrustStates
  std::string crl;              ///< words::kCrlStates
  std::string revoked;          ///< identities on the lists, blank-separated
  bool issuer_revoked = false;  ///< whether the issuing CA is on them
  std::string policy;           ///< words::kPolicies
  SourcePosition position;
};

/// <renegotiate>: a renegotiation that the client starts.
struct RenegotiationModel {
  std::string after;               ///< requests made before; empty: none
  std::string identity;            ///< id or "none"; empty: that of the handshake
  std::optional<std::string> sni;  ///< "" sends none; absent: that of the handshake
  SourcePosition position;
};

/// <handshake>: one step of a scenario's script. Empty text means the attribute is absent.
struct HandshakeModel {
  std::string id;                  ///< unique in the scenario; may be empty
  std::string identity = "none";   ///< identity id or "none"; several words make an axis
  std::string tls;                 ///< "1.2", "1.2-1.3"; empty: the scenario's axis
  std::optional<std::string> sni;  ///< "" sends none; several words make an axis
  std::string host;                ///< HTTP Host
  std::string path;
  std::string method;
  std::string request_target;        ///< in place of the path
  std::string hello_padding;         ///< octets
  std::vector<FieldModel> headers;   ///< <header>
  std::vector<FieldModel> trailers;  ///< <trailer>
  std::string alpn;                  ///< blank-separated offer
  std::string groups;
  std::string signature_algorithms;
  std::string ciphers;
  std::string via;                   ///< proxy URLs, blank-separated, in order; "direct": none
  std::string connect;               ///< HOST:PORT to connect to instead of the target's
  std::string resume;                ///< id of an earlier handshake of this scenario
  std::string ticket;                ///< what is done to its ticket: words::kTicketForms
  std::string wait_until_expired;    ///< identities whose end is waited for before connecting
  std::string damage;                ///< "wrong-key", "split-client-hello"
  std::vector<DamageModel> damages;  ///< <damage>, in their order
  std::string pause_before_connect;
  std::string pause_before_certificate;  ///< before the client's second flight
  std::string pause_between_octets;      ///< of that flight
  std::string pause_before_request;
  std::string timeout;      ///< total of this handshake
  bool early_data = false;  ///< the request goes out as early data of the session in `resume`
  std::optional<ChangeModel> change;  ///< carried out before
  bool replayed = false;  ///< the first flight was sent before, on a connection of its own
  bool extended_master_secret = true;
  bool plain = false;            ///< no TLS
  bool request_at_once = false;  ///< the request leaves together with Finished
  bool post_handshake_auth = false;
  bool record_padding = false;      ///< TLS 1.3 records are padded to the largest size
  bool request = true;              ///< false: listen only
  bool keep_first_session = false;  ///< of those the server gives, for `resume`; else the last
  bool pipeline = false;            ///< all requests go out at once
  std::vector<FurtherRequestModel> further_requests;
  std::optional<RenegotiationModel> renegotiation;
  SourcePosition position;
};

/// One <ca-name> rule.
struct CaNameRule {
  std::string dn;       ///< RFC 4514 text, compared by RFC 5280 section 7.1
  bool present = true;  ///< false: must not be listed
  SourcePosition position;
};

/// <certificate-request>: the request as a contract.
struct RequestExpectation {
  enum class NameMatch { kContains, kExact, kOrdered };
  std::optional<bool> present;  ///< whether a request must come at all
  NameMatch name_match = NameMatch::kContains;
  std::optional<bool> names_empty;  ///< ca-names="empty": the list must be (not) empty
  std::vector<CaNameRule> ca_names;
  struct CodePointRule {
    std::string name;  ///< IANA name or 0x....
    bool present = true;
  };
  std::vector<CodePointRule> signature_algorithms;
  std::vector<CodePointRule> certificate_types;  ///< not looked at in TLS 1.3
  std::string when;                ///< handshake, renegotiation, post-handshake; empty: any
  std::string same_names_as;       ///< id of a handshake whose request must list the same names
  std::string same_algorithms_as;  ///< the same signature_algorithms
  std::vector<std::string> rules;  ///< what the RFCs ask of every request: words::kRequestRules
  bool fresh_contexts = false;     ///< of late requests, in all handshakes of the scenario
  bool well_formed = true;         ///< decode errors are a failure
  SourcePosition position;
};

/// <canary>: a text that only authenticated clients get to see.
struct CanaryExpectation {
  std::string text;
  std::vector<std::string> statuses;  ///< of the reply that counts, "2??"; empty: any 2xx
  bool seen = false;                  ///< whether it is to be seen
  bool if_served = false;             ///< it is to be seen in every reply that counts; none is fine
  SourcePosition position;
};

/// <answer-time>: how long the server took, beside another handshake. Never fails: a gap is a note.
struct AnswerTimeExpectation {
  std::string like;    ///< id of the other handshake
  std::string within;  ///< "50ms"
  SourcePosition position;
};

/// <tickets>: the session tickets of a handshake. Without tickets it holds.
struct TicketsExpectation {
  std::string max_lifetime;         ///< "7d"
  std::string shorter_than;         ///< id of a handshake whose tickets all live longer
  bool within_certificate = false;  ///< none outlives the client's certificate
  SourcePosition position;
};

/// <expect>: all that is given must hold. Lists are alternatives.
struct Expectation {
  std::string handshake;  ///< id; empty: the last handshake of the scenario
  std::optional<diagnosis::Outcome> outcome;
  bool decided = false;  ///< outcome="decided": accepted or refused, whichever
  std::vector<std::string> causes;
  std::vector<std::string> enforcements;
  /// Alerts that a refusal may carry; another one, or none, is a note and no failure.
  std::vector<std::string> proper_alerts;
  // <at>: where and how the verdict was given
  std::string layer;                  ///< tls, http, connect
  std::vector<std::string> alerts;    ///< names or numbers; "none": no alert
  std::vector<std::string> statuses;  ///< "400", "4??"
  std::string title;                  ///< glob on the page's title
  std::string tls;                    ///< negotiated version, "1.3"
  std::optional<bool> resumed;
  std::vector<std::string> early_data;      ///< none, rejected, too-early, answered
  std::vector<std::string> renegotiation;   ///< none, refused, begun, done, impossible
  std::vector<std::string> server_schemes;  ///< IANA names, of the server's TLS 1.3 signature
  std::optional<CanaryExpectation> canary;
  std::optional<RequestExpectation> certificate_request;
  std::optional<AnswerTimeExpectation> answer_time;
  std::optional<TicketsExpectation> tickets;
  // Of a client under test, in <client-case>:
  std::string connection;           ///< id; empty: the last connection of the case
  std::vector<std::string> client;  ///< outcomes of diagnosis/served.h, or "absent"
  std::optional<AnswerExpectation> answer;
  SourcePosition position;
};

/// One axis of a scenario's matrix: `${name}` takes each value in turn.
struct AxisModel {
  std::string name;
  std::vector<std::string> values;
};

struct ScenarioModel {
  std::string id;
  std::string title;
  std::string description;
  std::string tls;              ///< "1.2 1.3": one case each; empty: one case, library's range
  std::vector<AxisModel> axes;  ///< <matrix name= values=/>
  std::vector<std::string> tags;
  std::vector<std::string>
      requires_;  ///< capabilities and variables: "trusted-issuer", "crl", "var:NAME"
  std::vector<std::string> references;  ///< "RFC 9846 4.4.2"
  std::string known_failure;            ///< the reason; empty: none
  std::vector<HandshakeModel> handshakes;
  std::vector<ConnectionModel> connections;  ///< of a <client-case>; there are no handshakes then
  std::vector<Expectation> expectations;
  /// Whether it puts a client under test.
  bool tests_client() const { return !connections.empty(); }
  SourcePosition position;
};

struct SuiteModel {
  std::string file;
  std::string name;  ///< slug, unique in a run; with "@TARGET" behind it for one of several targets
  /// What the list calls the one of several targets that this copy of the suite is for; empty:
  /// there is only one. `target.url` is then its URL.
  std::string target_name;
  std::string title;
  std::string description;
  std::vector<VariableModel> variables;
  TargetModel target;
  std::string peer_idle_limit;            ///< how long the built-in peer waits; empty: its default
  std::string peer_life_limit;            ///< how long a connection lives there at most
  std::vector<PeerHostModel> peer_hosts;  ///< empty: one default host, behaviour nginx
  std::vector<IdentityModel> identities;
  std::vector<ScenarioModel> scenarios;
};

}  // namespace shakedown::scenario
