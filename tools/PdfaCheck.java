import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Judges PDF files by veraPDF's own rules, many files in one virtual machine.
 *
 * <p>Usage: java -cp JAR PdfaCheck.java 3u,ua1 FILE... where JAR holds veraPDF's validation model. Printed for each file and
 * flavour, separated by tabs: verdict (pass, fail or error), flavour, number of rules, number of checks, file; below it, after
 * a tab, each broken rule with how often, what it says and where first. veraPDF reads its profiles through JAXB, which that jar
 * leaves out, so they are read as plain XML here. Exit code 0 where everything passed.
 */
public final class PdfaCheck {
  private static final String PROFILES = "org/verapdf/pdfa/validation/";

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    Map<PDFAFlavour, ValidationProfile> profiles = new LinkedHashMap<>();
    for (String id : arguments[0].split(",")) {
      PDFAFlavour flavour = PDFAFlavour.byFlavourId(id);
      profiles.put(flavour, profile(flavour, id.startsWith("ua") ? "PDFUA-" + id.substring(2) : "PDFA-" + id.toUpperCase()));
    }
    boolean allPassed = true;
    for (String file : List.of(arguments).subList(1, arguments.length)) {
      for (PDFAFlavour flavour : profiles.keySet()) {
        allPassed &= judge(new File(file), flavour, profiles.get(flavour));
      }
    }
    System.exit(allPassed ? 0 : 1);
  }

  /** Prints what the profile says of the file and returns whether it passed; a file that nothing was checked in has not. */
  private static boolean judge(File file, PDFAFlavour flavour, ValidationProfile profile) {
    int rules = profile.getRules().size();
    try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
      ValidationResult result = validator.validate(parser);
      boolean passed = result.isCompliant() && result.getTotalAssertions() > 0;
      say(passed ? "pass" : "fail", flavour.getId(), rules, result.getTotalAssertions(), file);
      broken(result).values().forEach(System.out::println);
      return passed;
    } catch (Throwable problem) { // a file too damaged to be read, or a defect of the validator: neither is a pass
      say("error", flavour.getId(), rules, 0, file);
      System.out.println("\t" + problem.toString().replaceAll("\\s+", " "));
      return false;
    }
  }

  private static void say(String verdict, String flavour, int rules, int checks, File file) {
    System.out.printf("%s\t%s\t%d\t%d\t%s%n", verdict, flavour, rules, checks, file);
  }

  /** Returns one line for each broken rule, by its clause. */
  private static Map<String, String> broken(ValidationResult result) {
    Map<String, Integer> times = new TreeMap<>();
    Map<String, String> lines = new TreeMap<>();
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getStatus() != TestAssertion.Status.FAILED) {
        continue;
      }
      RuleId id = assertion.getRuleId();
      String rule = id.getClause() + "-" + id.getTestNumber();
      String said = lines.getOrDefault(rule, assertion.getMessage() + " | " + assertion.getLocation().getContext());
      lines.put(rule, said);
      times.merge(rule, 1, Integer::sum);
    }
    lines.replaceAll((rule, said) -> String.format("\t%s x%d: %s", rule, times.get(rule), said.replaceAll("\\s+", " ")));
    return lines;
  }

  private static ValidationProfile profile(PDFAFlavour flavour, String name) throws Exception {
    Element root;
    try (InputStream data = PDFAValidator.class.getClassLoader().getResourceAsStream(PROFILES + name + ".xml")) {
      root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(data).getDocumentElement();
    }
    Set<Rule> rules = new LinkedHashSet<>();
    for (Element rule : all(root, "rule")) {
      rules.add(rule(rule));
    }
    Set<Variable> variables = new LinkedHashSet<>();
    for (Element variable : all(root, "variable")) {
      variables.add(Profiles.variableFromValues(
          variable.getAttribute("name"), variable.getAttribute("object"), text(variable, "defaultValue"), text(variable, "value")));
    }
    return Profiles.profileFromValues(
        flavour, Profiles.profileDetailsFromValues(name, name, "", new Date(0)), "", rules, variables);
  }

  private static Rule rule(Element rule) {
    Element id = all(rule, "id").get(0);
    Element error = all(rule, "error").get(0);
    List<ErrorArgument> shown = new ArrayList<>();
    for (Element argument : all(error, "argument")) {
      shown.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), argument.getAttribute("name"), null));
    }
    PDFAFlavour.Specification specification = PDFAFlavour.Specification.valueOf(id.getAttribute("specification"));
    return Profiles.ruleFromValues(
        Profiles.ruleIdFromValues(specification, id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
        rule.getAttribute("object"),
        rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null,
        rule.hasAttribute("tags") ? rule.getAttribute("tags") : null,
        text(rule, "description"),
        text(rule, "test"),
        Profiles.errorFromValues(text(error, "message"), shown),
        new ArrayList<>());
  }

  private static List<Element> all(Element above, String name) {
    NodeList nodes = above.getElementsByTagName(name);
    List<Element> found = new ArrayList<>();
    for (int index = 0; index < nodes.getLength(); index++) {
      found.add((Element) nodes.item(index));
    }
    return found;
  }

  private static String text(Element above, String name) {
    List<Element> found = all(above, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent();
  }
}
