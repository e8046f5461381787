#include "scenario/check_references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/suite_text.h"

namespace shakedown::scenario {
namespace {

using testing::ElementsAre;
using testing_support::ErrorsOf;
using testing_support::HandshakeWith;
using testing_support::ScenarioWith;
using testing_support::SuiteWith;

struct ReferenceCase {
  const char* name;
  std::string text;
  std::string error;
};

class ReferenceDefects : public testing::TestWithParam<ReferenceCase> {};

TEST_P(ReferenceDefects, AreRefusedAtTheirPlace) {
  EXPECT_THAT(ErrorsOf(GetParam().text), ElementsAre(GetParam().error));
}

std::string Identity(const std::string& attributes) {
  return SuiteWith("<identities>\n<identity " + attributes + "/>\n</identities>");
}

std::string Expect(const std::string& expect) {
  return ScenarioWith("<handshake id='one'/>\n" + expect);
}

const ReferenceCase kCases[] = {
    // Ids.
    {"VariableTwice", SuiteWith("<variable name='a'/>\n<variable name='a'/>"),
     "3:17: variable 'a' is defined twice"},
    {"VariableBuiltIn", SuiteWith("<variable name='terminator'/>"),
     "2:17: variable 'terminator' is set by the runner [choose another name]"},
    {"IdentityTwice",
     SuiteWith("<identities><identity id='a' mint='good'/>\n"
               "<identity id='a' mint='good'/></identities>"),
     "3:15: identity 'a' is defined twice"},
    {"IdentityNone", Identity("id='none' mint='good'"),
     "3:15: the id 'none' stands for no identity at all [choose another id]"},
    {"ScenarioTwice",
     SuiteWith("<scenario id='a'><handshake/><expect outcome='refused'/></scenario>\n"
               "<scenario id='a'><handshake/><expect outcome='refused'/></scenario>"),
     "3:15: scenario 'a' is defined twice"},
    {"HandshakeTwice",
     ScenarioWith("<handshake id='x'/>\n<handshake id='x'/>\n<expect outcome='refused'/>"),
     "5:16: handshake 'x' is defined twice [ids are unique within a scenario]"},
    {"HostTwice", SuiteWith("<peer><host name='a.test'/>\n<host name='A.test'/></peer>"),
     "3:13: host 'A.test' is given twice"},
    {"DefaultHostTwice", SuiteWith("<peer><host/>\n<host name=''/></peer>"),
     "3:13: a second default host"},
    // Identities.
    {"IdentityFromNowhere", Identity("id='a'"),
     "3:1: an identity from nowhere [give mint=\"good\", or certificate= and key=, or p12=]"},
    {"IdentityFromBoth", Identity("id='a' mint='good' certificate='a.pem'"),
     "3:30: attribute 'certificate' does not go with mint="},
    {"IdentityFilesWithFlaw", Identity("id='a' certificate='a.pem' not-after='-1d'"),
     "3:38: attribute 'not-after' goes only with mint="},
    {"IdentityTwoFiles", Identity("id='a' certificate='a.pem' p12='a.p12'"),
     "3:38: an identity is either certificate= and key=, or p12="},
    {"IdentityPresentsNobody", Identity("id='alice' mint='good' presents='chain alicce:leaf'"),
     "3:44: there is no identity 'alicce' [did you mean 'alice'?]"},
    {"IdentityNamedTwice", Identity("id='a' mint='good' subject='CN=a' common-name='b'"),
     "3:45: the subject says the common name already [leave one of them out]"},
    {"IdentityFilesWithSubject", Identity("id='a' certificate='a.pem' subject='CN=a'"),
     "3:38: attribute 'subject' goes only with mint="},
    {"UnknownIdentity", HandshakeWith("identity='none alicce'"),
     "4:27: attribute 'identity': there is no identity 'alicce' [did you mean 'alice'?]"},
    {"UnknownIdentityOfAnAxis",
     ScenarioWith("<matrix name='who' values='alice bob'/>\n<handshake identity='${who}'/>"
                  "<expect outcome='refused'/>"),
     "5:22: attribute 'identity': there is no identity 'bob' [known here: alice, none]"},
    // Handshakes.
    {"ResumeLater",
     ScenarioWith("<handshake resume='b'/>\n<handshake id='b'/>"
                  "<expect outcome='refused'/>"),
     "4:20: attribute 'resume': 'b' is not the id of an earlier handshake"},
    {"ResumeItself", HandshakeWith("id='b' resume='b'"),
     "4:27: attribute 'resume': 'b' is not the id of an earlier handshake"},
    {"WrongKeyOfNobody", HandshakeWith("damage='wrong-key'"),
     "4:20: damage='wrong-key' needs an identity to sign for"},
    {"PathWithoutRequest", HandshakeWith("request='no' path='/x'"),
     "4:25: attribute 'path' does not go with request='no'"},
    {"HeaderWithoutRequest",
     ScenarioWith("<handshake request='no'>\n<header name='a' value='b'/></handshake>"
                  "<expect outcome='refused'/>"),
     "5:1: <header> does not go with request='no'"},
    // Axes.
    {"AxisTwice",
     ScenarioWith("<matrix name='a' values='1'/>\n<matrix name='a' values='2'/>"
                  "<handshake/><expect outcome='refused'/>"),
     "5:15: matrix 'a' is defined twice"},
    {"AxisReserved",
     ScenarioWith("<matrix name='tls' values='1'/>"
                  "<handshake/><expect outcome='refused'/>"),
     "4:15: the axis name 'tls' is taken [the attributes tls=, identity= and sni= make axes of "
     "these names]"},
    {"AxisHides",
     ScenarioWith("<matrix name='terminator' values='1'/>"
                  "<handshake/><expect outcome='refused'/>"),
     "4:15: the axis 'terminator' hides the variable of that name [choose another name]"},
    {"AxisValueTwice",
     ScenarioWith("<matrix name='a' values='1 2 1'/>"
                  "<handshake/><expect outcome='refused'/>"),
     "4:30: attribute 'values': the value '1' is given twice"},
    // Expectations.
    {"ExpectUnknownHandshake", Expect("<expect handshake='two' outcome='refused'/>"),
     "5:20: attribute 'handshake': 'two' is not the id of a handshake of this scenario [known "
     "here: one]"},
    {"ExpectNothing", Expect("<expect handshake='one'/>"),
     "5:1: <expect> expects nothing [give outcome=, cause=, enforcement=, <at>, <canary>, "
     "<certificate-request> or <answer-time>]"},
    {"AtNothing", Expect("<expect outcome='refused'><at/></expect>"),
     "5:27: <at> expects nothing [give layer=, alert=, status=, title=, tls=, resumed=, "
     "early-data= or "
     "server-signature=]"},
    {"SameNamesAsUnknown", Expect("<expect><certificate-request same-ca-names-as='on'/></expect>"),
     "5:48: attribute 'same-ca-names-as': 'on' is not the id of a handshake of this scenario "
     "[did you mean 'one'?]"},
    {"SameAlgorithmsAsUnknown",
     Expect("<expect><certificate-request same-signature-algorithms-as='onee'/></expect>"),
     "5:60: attribute 'same-signature-algorithms-as': 'onee' is not the id of a handshake of this "
     "scenario [did you mean 'one'?]"},
    {"AbsentWithRules",
     Expect("<expect><certificate-request present='no'><ca-name dn='CN=A'/>"
            "</certificate-request></expect>"),
     "5:9: a request that must not come cannot have other rules"},
    {"EmptyWithNames",
     Expect("<expect><certificate-request ca-names='empty'><ca-name dn='CN=A'/>"
            "</certificate-request></expect>"),
     "5:40: ca-names='empty' contradicts a <ca-name>"},
    {"ExactWithoutNames", Expect("<expect><certificate-request ca-names='exact'/></expect>"),
     "5:40: ca-names='exact' needs a <ca-name> [for a list without names write "
     "ca-names=\"empty\"]"},
    // Variables.
    {"UnknownVariable", HandshakeWith("host='a.${terminatr}'"),
     "4:20: attribute 'host': variable 'terminatr' is not known here [did you mean "
     "'terminator'?]"},
    {"OpenVariable", HandshakeWith("host='${target.host'"),
     "4:18: attribute 'host': ${ without a variable's name and } [write ${name}, or $${ for the "
     "characters themselves]"},
    {"NamelessVariable", HandshakeWith("host='${}'"),
     "4:18: attribute 'host': ${ without a variable's name and } [write ${name}, or $${ for the "
     "characters themselves]"},
    {"VariableOfLaterDeclaration",
     SuiteWith("<variable name='a' default='${b}'/>\n"
               "<variable name='b'/>"),
     "2:29: attribute 'default': variable 'b' is not known here [declare it: <variable "
     "name=\"b\"/>]"},
    {"RunnerVariableInTarget", SuiteWith("<target url='https://${target.host}/'/>"),
     "2:22: attribute 'url': variable 'target.host' is not known here [declare it: <variable "
     "name=\"target.host\"/>]"},
    {"RequiresUndeclared",
     ScenarioWith("<handshake/><expect outcome='refused'/>", "requires='crl var:gate'"),
     "3:32: attribute 'requires': variable 'gate' is not declared"},
};

INSTANTIATE_TEST_SUITE_P(All, ReferenceDefects, testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(CheckReferences, AcceptsAxesInIdentitiesWithoutKnowingTheirVariables) {
  EXPECT_THAT(
      ErrorsOf(SuiteWith("<variable name='v'/><identities><identity id='a-1' mint='good'/>"
                         "<identity id='a-2' mint='good'/></identities>"
                         "<scenario id='s' tls='1.2 1.3'><matrix name='n' values='1 2'/>"
                         "<handshake identity='a-${n} ${v}' timeout='${n}s'/>"
                         "<expect outcome='refused'><at tls='${tls}'/></expect></scenario>")),
      ElementsAre());
}

TEST(CheckReferences, KnowsTheVariablesOfTheRunnerInASuiteWithNothingElse) {
  EXPECT_THAT(ErrorsOf(SuiteWith("<scenario id='s'><handshake connect='${terminator}'/>"
                                 "<expect outcome='refused'/></scenario>")),
              ElementsAre());
}

TEST(CheckReferences, StandsAxesWithoutValues) {
  EXPECT_THAT(ErrorsOf(ScenarioWith(
                  "<matrix name='n'/>\n<handshake identity='${n}'/><expect outcome='refused'/>")),
              ElementsAre("4:1: <matrix> needs the attribute 'values'"));
}

TEST(CheckReferences, BoundsTheNumberOfScenarios) {
  std::string many;
  for (int i = 0; i < 10'002; ++i) {
    many += "<scenario id='s" + std::to_string(i) +
            "'><handshake/><expect outcome='refused'/></scenario>\n";
  }
  EXPECT_THAT(ErrorsOf(SuiteWith(many)),
              ElementsAre("10002:1: more than 10000 scenarios in one suite [split the suite into "
                          "several files]"));
}

}  // namespace
}  // namespace shakedown::scenario
