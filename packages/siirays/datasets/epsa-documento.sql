-- One document per EPSA, from the other tables of the dataset. The rule for what the source lacks:
-- an attribute of an object is null, an object or a text is null, a list is empty. A row whose
-- looked-up row is missing stays. Lists are in the order of all their attributes, texts by code
-- point, nulls last, numbers that differ only in trailing zeros by their scale; where several rows
-- meet one object, the first in that order is taken. Dates become YYYY-MM-DD whatever the session's
-- DateStyle, and numbers keep every digit.
-- Each table is read and grouped once and hash joined: no subquery runs once per EPSA. Objects are
-- rows and lists are arrays of rows until the document is built of them: jsonb made of jsonb would be
-- taken apart and written again at each level, at twice the time.
select
  e.id_epsa as id_siirays,
  jsonb_build_object(
    'informacion_general', general,
    'representante', coalesce(representantes.lista, '{}'),
    'ubicacion', coalesce(ubicaciones.lista, '{}'),
    'estatus_juridico', estatus.objeto,
    'documentos_acreditacion', coalesce(acreditaciones.lista, '{}'),
    'demografia_cobertura', coalesce(demografias.lista, '{}'),
    'instalaciones', coalesce(instalaciones.lista, '{}'),
    'informacion_tecnica', tecnica.objeto,
    'problemas_contaminacion', contaminaciones.texto,
    'sistemas_ap', coalesce(sistemas.lista, '{}'),
    'tratamiento_ar', coalesce(tratamientos.lista, '{}'),
    'tuberias', coalesce(tuberias.lista, '{}'),
    'tecnicas_as', tecnicas.texto,
    'descarga_ar', coalesce(descargas.lista, '{}'),
    'funcionarios', coalesce(personal.lista, '{}'),
    'ingresos', coalesce(cobros.lista, '{}'),
    'identificacion_problemas', coalesce(problemas.lista, '{}'),
    'requerimiento_desarrollo', coalesce(requerimientos.lista, '{}')
  ) as documento
from epsa as e
cross join lateral (
  select
    e.id_epsa as id_siirays,
    e.codigo_epsa as codigo,
    e.sigla_epsa as sigla,
    e.nombre_epsa as nombre,
    e.telefonos,
    e.fax,
    e.correo_electronico,
    e.direccion,
    e.web,
    e.observacion
) as general
left join (
  select
    r.id_epsa,
    array_agg(
      objeto
      order by
        r.nombre_representante collate "C",
        r.cargo collate "C",
        r.telefono collate "C",
        r.celular collate "C",
        r.correo collate "C",
        rar.numero_resolucion collate "C",
        rar.fecha_resolucion,
        rar.descripcion_resolucion collate "C",
        t.tipo_contacto collate "C"
    ) as lista
  from representante as r
  left join rar on rar.id_rar = r.id_rar
  left join tipo_contacto as t on t.id_tipo_contacto = r.id_tipo_contacto
  cross join lateral (
    select
      r.nombre_representante as nombre,
      r.cargo,
      r.telefono,
      r.celular,
      r.correo,
      rar.numero_resolucion,
      rar.fecha_resolucion,
      rar.descripcion_resolucion,
      t.tipo_contacto
  ) as objeto
  group by r.id_epsa
) as representantes on representantes.id_epsa = e.id_epsa
left join (
  select
    u.id_epsa,
    array_agg(
      objeto
      order by
        l.codigo_ine collate "C",
        l.cod_departamento collate "C",
        l.departamento collate "C",
        l.cod_provincia collate "C",
        l.provincia collate "C",
        l.cod_municipio collate "C",
        l.municipio collate "C",
        l.cod_comunidad collate "C",
        l.comunidad collate "C",
        l.latitud collate "C",
        l.longitud collate "C",
        l.localidad collate "C"
    ) as lista
  from ubicacion as u
  left join localidad as l on l.id_localidad = u.id_localidad
  cross join lateral (
    select
      l.codigo_ine,
      l.cod_departamento,
      l.departamento,
      l.cod_provincia,
      l.provincia,
      l.cod_municipio,
      l.municipio,
      l.cod_comunidad,
      l.comunidad,
      l.latitud,
      l.longitud,
      l.localidad
  ) as objeto
  group by u.id_epsa
) as ubicaciones on ubicaciones.id_epsa = e.id_epsa
left join (
  select distinct on (j.id_epsa)
    j.id_epsa,
    objeto
  from estatus_juridico as j
  left join entidad as n on n.id_entidad = j.id_entidad
  cross join lateral (
    select
      j.numero_resolucion,
      j.fecha_resolucion,
      n.nombre_entidad,
      n.sigla_entidad,
      n.direccion,
      n.telefonos,
      n.fax,
      n.web,
      n.correo_electronico
  ) as objeto
  order by
    j.id_epsa,
    j.numero_resolucion collate "C",
    j.fecha_resolucion,
    n.nombre_entidad collate "C",
    n.sigla_entidad collate "C",
    n.direccion collate "C",
    n.telefonos collate "C",
    n.fax collate "C",
    n.web collate "C",
    n.correo_electronico collate "C"
) as estatus on estatus.id_epsa = e.id_epsa
left join (
  select
    d.id_epsa,
    array_agg(
      objeto
      order by
        t.tipo_documento_acreditacion collate "C",
        t.descripcion_acreditacion collate "C"
    ) as lista
  from documento_acreditacion as d
  left join tipo_acreditacion as t on t.id_tipo_acreditacion = d.id_tipo_acreditacion
  cross join lateral (
    select
      t.tipo_documento_acreditacion as tipo,
      t.descripcion_acreditacion as descripcion
  ) as objeto
  group by d.id_epsa
) as acreditaciones on acreditaciones.id_epsa = e.id_epsa
left join (
  select
    d.id_epsa,
    array_agg(
      objeto
      order by
        l.localidad collate "C",
        d.poblacion_total,
        d.poblacion_atendida_ap,
        d.numero_viviendas_ap,
        d.porcentaje_cobertura_ap,
        d.poblacion_atendida_as,
        d.numero_viviendas_as,
        d.porcentaje_cobertura_as,
        d.porcentaje_cobertura_ptar,
        scale(d.porcentaje_cobertura_ap),
        scale(d.porcentaje_cobertura_as),
        scale(d.porcentaje_cobertura_ptar)
    ) as lista
  from demografia_cobertura as d
  left join localidad as l on l.id_localidad = d.id_localidad
  cross join lateral (
    select
      l.localidad,
      d.poblacion_total,
      d.poblacion_atendida_ap,
      d.numero_viviendas_ap,
      d.porcentaje_cobertura_ap,
      d.poblacion_atendida_as,
      d.numero_viviendas_as,
      d.porcentaje_cobertura_as,
      d.porcentaje_cobertura_ptar
  ) as objeto
  group by d.id_epsa
) as demografias on demografias.id_epsa = e.id_epsa
left join (
  select
    i.id_epsa,
    array_agg(
      objeto
      order by
        t.descripcion_tipo_fuente collate "C",
        s.estado_fuente collate "C",
        i.edad_fuente,
        n.fuente_financiamiento collate "C",
        n.descripcion_fuente_financiamiento collate "C",
        f.porcentaje_credito,
        f.porcentaje_donacion,
        f.porcentaje_aporte_propio,
        f.porcentaje_otros,
        scale(f.porcentaje_credito),
        scale(f.porcentaje_donacion),
        scale(f.porcentaje_aporte_propio),
        scale(f.porcentaje_otros),
        f.id_instalacion is null
    ) as lista
  from instalacion as i
  left join tipo_fuente as t on t.id_tipo_fuente = i.id_tipo_fuente
  left join estado_fuente as s on s.id_estado_fuente = i.id_estado_fuente
  left join instalacion_fuente_financiamiento as f on f.id_instalacion = i.id_instalacion
  left join fuente_financiamiento as n on n.id_fuente_financiamiento = f.id_fuente_financiamiento
  cross join lateral (
    select
      n.fuente_financiamiento as nombre,
      n.descripcion_fuente_financiamiento as descripcion,
      f.porcentaje_credito,
      f.porcentaje_donacion,
      f.porcentaje_aporte_propio,
      f.porcentaje_otros
  ) as financiamiento
  cross join lateral (
    select
      t.descripcion_tipo_fuente as tipo,
      s.estado_fuente as estado,
      i.edad_fuente as edad,
      case when f.id_instalacion is not null then financiamiento end as fuente_financiamiento
  ) as objeto
  group by i.id_epsa
) as instalaciones on instalaciones.id_epsa = e.id_epsa
left join (
  select distinct on (i.id_epsa)
    i.id_epsa,
    objeto
  from informacion_tecnica as i
  cross join lateral (
    select
      i.numero_conexiones_ap,
      i.numero_piletas_publicas,
      i.numero_conexiones_as,
      i.numero_camaras_septicas_domiciliarias,
      i.numero_letrinas,
      i.numero_banios_publicos,
      i.pozo_ciego,
      i.numero_conexiones_ap_medidor,
      i.dotacion_per_capita,
      i.continuidad_servicio_ap,
      i.continuidad_servicio_epoca_seca,
      i.porcentaje_perdida_red
  ) as objeto
  order by
    i.id_epsa,
    i.numero_conexiones_ap,
    i.numero_piletas_publicas,
    i.numero_conexiones_as,
    i.numero_camaras_septicas_domiciliarias,
    i.numero_letrinas,
    i.numero_banios_publicos,
    i.pozo_ciego,
    i.numero_conexiones_ap_medidor,
    i.dotacion_per_capita,
    i.continuidad_servicio_ap,
    i.continuidad_servicio_epoca_seca,
    i.porcentaje_perdida_red,
    scale(i.dotacion_per_capita),
    scale(i.continuidad_servicio_ap),
    scale(i.continuidad_servicio_epoca_seca)
) as tecnica on tecnica.id_epsa = e.id_epsa
left join (
  select
    p.id_epsa,
    string_agg(distinct p.descripcion::text collate "C", '; ' order by p.descripcion::text collate "C") as texto
  from problemas_contaminacion as p
  group by p.id_epsa
) as contaminaciones on contaminaciones.id_epsa = e.id_epsa
left join (
  select
    s.id_epsa,
    array_agg(t.descripcion_tipo_sistema_ap order by t.descripcion_tipo_sistema_ap collate "C") as lista
  from sistema_ap as s
  left join tipo_sistema_ap as t on t.id_tipo_sistema_ap = s.id_tipo_sistema_ap
  group by s.id_epsa
) as sistemas on sistemas.id_epsa = e.id_epsa
left join (
  select
    a.id_epsa,
    array_agg(
      objeto
      order by
        a.cantidad,
        a.instalada,
        a.operada,
        a.anio_inicio,
        a.coordenada_x,
        a.coordenada_y,
        a.coordenada_z,
        a.zona_utm collate "C",
        t.descripcion_tratamiento collate "C",
        scale(a.cantidad),
        scale(a.instalada),
        scale(a.operada)
    ) as lista
  from tratamiento_agua_residual as a
  left join tipo_tratamiento_ar as t on t.id_tipo_tratamiento_ar = a.id_tipo_tratamiento_ar
  cross join lateral (
    select
      a.cantidad,
      a.instalada,
      a.operada,
      a.anio_inicio,
      a.coordenada_x,
      a.coordenada_y,
      a.coordenada_z,
      a.zona_utm,
      t.descripcion_tratamiento as tipo
  ) as objeto
  group by a.id_epsa
) as tratamientos on tratamientos.id_epsa = e.id_epsa
left join (
  select
    p.id_epsa,
    array_agg(
      objeto
      order by
        p.longitud_total,
        l.localidad collate "C",
        s.sector collate "C",
        m.material_tuberia collate "C",
        scale(p.longitud_total)
    ) as lista
  from tecnica_tuberia as p
  left join localidad as l on l.id_localidad = p.id_localidad
  left join sector as s on s.id_sector = p.id_sector
  left join material_tuberia as m on m.id_material_tuberia = p.id_material_tuberia
  cross join lateral (
    select
      p.longitud_total,
      l.localidad,
      s.sector,
      m.material_tuberia as material
  ) as objeto
  group by p.id_epsa
) as tuberias on tuberias.id_epsa = e.id_epsa
left join (
  select
    a.id_epsa,
    string_agg(distinct o.opcion_tecnica::text collate "C", '; ' order by o.opcion_tecnica::text collate "C") as texto
  from tecnica_as as a
  left join opcion_tecnica as o on o.id_opcion_tecnica = a.id_opcion_tecnica
  group by a.id_epsa
) as tecnicas on tecnicas.id_epsa = e.id_epsa
left join (
  select
    d.id_epsa,
    array_agg(
      objeto
      order by
        d.nombre_cuerpo_receptor collate "C",
        d.coordenada_x,
        d.coordenada_y,
        d.zona_utm collate "C",
        c.cuerpo_receptor collate "C"
    ) as lista
  from descarga_ar as d
  left join cuerpo_receptor as c on c.id_cuerpo_receptor = d.id_cuerpo_receptor
  cross join lateral (
    select
      d.nombre_cuerpo_receptor as cuerpo_receptor,
      d.coordenada_x,
      d.coordenada_y,
      d.zona_utm,
      c.cuerpo_receptor as tipo_cuerpo_receptor
  ) as objeto
  group by d.id_epsa
) as descargas on descargas.id_epsa = e.id_epsa
left join (
  select
    f.id_epsa,
    array_agg(
      objeto
      order by
        f.numero_funcionarios,
        t.tipo_funcionario collate "C"
    ) as lista
  from funcionarios as f
  left join tipo_funcionario as t on t.id_tipo_funcionario = f.id_tipo_funcionario
  cross join lateral (
    select
      f.numero_funcionarios,
      t.tipo_funcionario
  ) as objeto
  group by f.id_epsa
) as personal on personal.id_epsa = e.id_epsa
left join (
  select
    i.id_epsa,
    array_agg(
      objeto
      order by
        i.monto,
        i.observacion collate "C",
        t.concepto collate "C",
        p.periodo_pago collate "C",
        scale(i.monto)
    ) as lista
  from ingresos as i
  left join tipo_ingreso as t on t.id_tipo_ingreso = i.id_tipo_ingreso
  left join periodo_pago as p on p.id_periodo_pago = i.id_periodo_pago
  cross join lateral (
    select
      i.monto,
      i.observacion,
      t.concepto,
      p.periodo_pago
  ) as objeto
  group by i.id_epsa
) as cobros on cobros.id_epsa = e.id_epsa
left join (
  select
    p.id_epsa,
    array_agg(
      objeto
      order by
        p.descripcion collate "C",
        p.efecto collate "C",
        p.acciones_actuales collate "C",
        t.descripcion_tipo_problema collate "C"
    ) as lista
  from identificacion_problemas as p
  left join tipo_sistema_problema as t on t.id_tipo_problema = p.id_tipo_problema
  cross join lateral (
    select
      p.descripcion,
      p.efecto,
      p.acciones_actuales,
      t.descripcion_tipo_problema as tipo_problema
  ) as objeto
  group by p.id_epsa
) as problemas on problemas.id_epsa = e.id_epsa
left join (
  select
    r.id_epsa,
    array_agg(
      objeto
      order by
        r.descripcion collate "C",
        t.descripcion_tipo_requerimiento collate "C"
    ) as lista
  from requerimiento_desarrollo as r
  left join tipo_requerimiento as t on t.id_tipo_requerimiento = r.id_tipo_requerimiento
  cross join lateral (
    select
      r.descripcion,
      t.descripcion_tipo_requerimiento as tipo
  ) as objeto
  group by r.id_epsa
) as requerimientos on requerimientos.id_epsa = e.id_epsa
